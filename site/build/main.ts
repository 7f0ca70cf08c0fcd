// The command of the site: `node site/build/main.ts` builds site/dist,
// `node site/build/main.ts check [id …]` only weaves and lists the faults.
import { ContentErrors } from '../../lessons/lib/content-error.ts';
import { buildSite } from './index.ts';

const [command, ...ids] = process.argv.slice(2);

try {
  if (command === 'check') {
    const { weaveCourse } = await import('./weave-course.ts');
    const woven = await weaveCourse(ids.length > 0 ? { ids } : {});
    for (const { source, headings } of woven) {
      console.log(`${source.lesson.id}: weaves, ${headings.length} headings`);
    }
  } else if (command === undefined) {
    const { outDir, built } = await buildSite();
    console.log(built ? `built ${outDir}` : `${outDir} is up to date`);
  } else {
    console.error(`unknown command "${command}"; there are: check [id …], and none to build`);
    process.exitCode = 64;
  }
} catch (error) {
  if (!(error instanceof ContentErrors)) throw error;
  console.error(error.message);
  console.error(`${error.errors.length} faults`);
  process.exitCode = 1;
}
