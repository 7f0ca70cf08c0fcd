// The command of the site: `node site/build/main.ts` builds site/dist,
// `node site/build/main.ts check [id …]` only weaves and lists the faults.
import { ContentErrors } from '../../lessons/lib/content-error.ts';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { buildSite } from './index.ts';

const [command, ...ids] = process.argv.slice(2);

try {
  if (command === 'check') {
    const { weaveCourse } = await import('./weave-course.ts');
    const { weaveExercises } = await import('./weave-exercises.ts');
    const woven = await weaveCourse(ids.length > 0 ? { ids } : {});
    for (const { source, headings } of woven) {
      console.log(`${source.lesson.id}: weaves, ${headings.length} headings`);
    }
    const exercises = await weaveExercises(woven, repositoryRoot);
    for (const { name, hints } of exercises) {
      console.log(`${name}: weaves, ${hints.length} steps of hints`);
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
