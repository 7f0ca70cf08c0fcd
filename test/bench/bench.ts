// `npm run bench`: the figures that the project publishes about itself, made on this machine now.
// Name some of `build`, `run`, `clones`, `memory`, `check`, `class` to make only those.
import { cpus, totalmem } from 'node:os';
import { loadLesson, readLessonFiles } from '../../lessons/lib/load-lesson.ts';
import { readEnvironment } from '../../runner/config.ts';
import { defaultEdition } from '../../runner/editions.ts';
import { qemuVersion } from '../../runner/guest/accelerator.ts';
import { ensureTemplate } from '../../runner/guest/template.ts';
import { progressLines } from '../../runner/progress-lines.ts';
import { openRunHost } from '../../runner/run-host.ts';
import { benchBuild } from './build-bench.ts';
import { benchChecks, benchClass } from './check-bench.ts';
import { benchClones, benchMemory } from './clone-bench.ts';
import { benchRuns } from './run-bench.ts';
import { type Figure, formatFigures } from './statistics.ts';

const parts = ['build', 'run', 'check', 'class', 'clones', 'memory'] as const;
const asked = process.argv.slice(2);
const wanted = (part: (typeof parts)[number]): boolean =>
  asked.length === 0 || asked.includes(part);

const unknown = asked.filter((part) => !(parts as readonly string[]).includes(part));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. There are: ${parts.join(', ')}.`);
  process.exit(64);
}

const progress = progressLines(process.stderr);
const host = await openRunHost({ editions: [defaultEdition], onProgress: progress.show });
const { image } = await host.open(defaultEdition, () => {});
const figures: Figure[] = [];

function tell(part: string): void {
  progress.show(`measuring: ${part}`, null);
}

if (wanted('build') || wanted('run')) {
  tell('build');
  const built = await benchBuild(image.toolchain);
  if (wanted('build')) figures.push(...built);
  const bare = built.find(({ name }) => name.startsWith('gcc -c'))?.p50 ?? Number.NaN;
  if (wanted('run')) {
    tell('run');
    const files = await readLessonFiles(await loadLesson('uaccess'));
    const sources = files.map(({ name, text }) => ({ name, text }));
    figures.push(...(await benchRuns(host, sources, bare)));
  }
}
if (wanted('check')) {
  tell('check');
  figures.push(...(await benchChecks(host)));
}
if (wanted('class')) {
  tell('class');
  figures.push(...(await benchClass(host)));
}
const { accelerator } = host;
await host.close();

if (wanted('clones') || wanted('memory')) {
  const template = await ensureTemplate({
    ...{ image, accelerator, cache: readEnvironment().cache, qemuVersion: await qemuVersion() },
    onProgress: (what) => progress.show(what, null),
  });
  tell('clones');
  if (wanted('clones')) figures.push(...(await benchClones(template)));
  tell('memory');
  if (wanted('memory')) figures.push(...(await benchMemory(template)));
  template.close();
}

progress.end();
const memory = Math.round(totalmem() / 1024 ** 3);
console.log(
  `${cpus().length} processors, ${memory} GiB, ${accelerator}, Linux ${image.kernelRelease}\n`,
);
console.log(formatFigures(figures));
