// Watches a lamp with nothing but Node: the notification that wakes poll also
// reaches inotify, and so fs.watch.
import { readFileSync, watch, writeFileSync } from 'node:fs';

const desk = '/sys/kernel/crossings/desk';
const brightness = () => readFileSync(`${desk}/brightness`, 'utf8').trimEnd();
writeFileSync(`${desk}/brightness`, '70');

// region: watch
const watcher = watch(`${desk}/brightness`, () => {
  // The news of our own 70 may still be on its way.
  if (brightness() !== '0') return;
  console.log('the kernel has switched it off');
  watcher.close();
});
writeFileSync(`${desk}/off_after`, '300');
console.log('waiting');
// endregion: watch
