// Entry of every page's script: makes the static page alive.
import './styles/main.css';
import { openHelp } from './dialogs.tsx';
import { keepReadable } from './keep-readable.ts';
import { startKeys } from './keys.ts';
import { readPageData } from './page-data.ts';
import { startComparePlot } from './reading/compare-plot.ts';
import { startCopy } from './reading/copy.ts';
import { startExerciseStates } from './reading/exercise-states.ts';
import { startHome } from './reading/home.ts';
import { startProgress } from './reading/progress.ts';
import { startQuestions } from './reading/questions.ts';
import { openSearch } from './search.tsx';
import { startTheme } from './theme.ts';
import { mountWorkspace } from './workspace/mount.tsx';

const page = readPageData();
const search = () => openSearch(page.searchUrl);
const go = (lesson: string | null) => {
  if (lesson) location.assign(`/${lesson}/`);
};

startTheme();
startCopy();
startExerciseStates();
if (page.lesson && !page.exercise) {
  startQuestions(page.lesson.id);
  startProgress(page.lesson.id);
} else if (!page.lesson) {
  startHome();
}
const workspace = page.lesson ? mountWorkspace(page.lesson, page.exercise) : null;
if (workspace) startComparePlot(workspace);

document.getElementById('search')?.addEventListener('click', search);
document.getElementById('help')?.addEventListener('click', openHelp);
startKeys({
  help: openHelp,
  search,
  previous: () => go(page.previous),
  next: () => go(page.next),
  run: () => workspace?.run(),
  check: () => workspace?.exercise?.check(),
  save: () => workspace?.keeper.saveNow(),
});
keepReadable();
