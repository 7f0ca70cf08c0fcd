// The page of one exercise: task, what is checked, and hints; beside it the starter.
import { checkIds, type Exercise } from '../../lessons/lib/exercise.ts';
import { messages } from '../src/messages.ts';
import { languageOf } from './fence-info.ts';
import { highlight } from './highlight.ts';
import { type Html, html, raw } from './html.ts';
import { type Assets, layout } from './layout.ts';
import { exercisePath, type WovenExercise } from './weave-exercises.ts';

const words = messages.exercise;

/** `number` is the lesson's place in the course; `previous` and `next` are other exercises of it. */
export function exercisePage(
  woven: WovenExercise,
  place: { number: number; previous: WovenExercise | null; next: WovenExercise | null },
  assets: Assets,
): string {
  const { name, exercise, lesson, starter, others, hints } = woven;
  const { previous, next, number } = place;
  const files = [starter, ...others];
  return layout(
    {
      title: `${exercise.title} · ${lesson.title} · ${messages.site}`,
      description: `${words.eyebrow}: ${exercise.title}`,
      kind: 'exercise',
      bar: html`<nav class="way" aria-label="${words.ofLesson}">
${step(previous, words.previous, '‹', 'prev')}
<span class="way-here"><a class="way-up" href="/${lesson.id}/#exercises"><span class="way-number">${number}</span> <span class="way-title">${lesson.title}</span></a> <span class="way-title"><span aria-hidden="true">/</span> ${exercise.title}</span></span>
${step(next, words.next, '›', 'next')}
</nav>`,
      body: html`<main class="desk">
<div id="text" class="reading" tabindex="-1">
<article>
<header class="lesson-head">
<p class="eyebrow">${words.eyebrow}<span class="eyebrow-time">${words.kind[exercise.kind]}</span><span class="eyebrow-time">${messages.minutes(exercise.minutes)}</span><span class="eyebrow-time">${words.points(pointsOf(exercise))}</span></p>
<h1>${exercise.title}</h1>
</header>
<div class="task">${raw(woven.task)}</div>
${checked(exercise)}
<h2>${words.hints}</h2>
<p class="note">${words.hintsNote}</p>
<div class="hints" id="hints">
${hints.map(
  ({ title, html: text }, index) =>
    html`<details class="hint" data-hint="${index + 1}"><summary><span class="hint-number">${words.step(index + 1, hints.length)}</span> ${raw(title)}</summary><div class="hint-text">${raw(text)}</div></details>
`,
)}</div>
</article>
<nav class="turn" aria-label="${words.toLesson}, ${words.next}">
<a class="turn-previous" href="/${lesson.id}/#exercises"><span>${words.toLesson}</span>${lesson.title}</a>
${next ? html`<a class="turn-next" href="/${exercisePath(next.name)}/"><span>${words.next}</span>${next.exercise.title}</a>` : ''}
</nav>
</div>
<div id="split"></div>
<section id="workspace" class="workspace" aria-label="${messages.workspace.label}" tabindex="-1">
<h2>${words.files}</h2>
${files.map(
  (file) =>
    html`<details><summary>${file.name}</summary><pre tabindex="0" role="group" aria-label="${file.name}"><code data-source="${file.name}">${raw(highlight(file.text, languageOf(file.name)))}</code></pre></details>
`,
)}</section>
</main>`,
      data: {
        searchUrl: assets.searchUrl,
        lesson: {
          id: name,
          title: exercise.title,
          files: files.map((file) => file.name),
          variants: {},
        },
        exercise: {
          fixed: others.map((file) => file.name),
          checks: checkIds(exercise).length,
          points: pointsOf(exercise),
        },
        previous: previous ? exercisePath(previous.name) : lesson.id,
        next: next ? exercisePath(next.name) : null,
      },
    },
    assets,
  );
}

/** At the end of a lesson: its exercises, with room for how the reader stands in each. */
export function exerciseList(exercises: readonly WovenExercise[]): Html {
  if (exercises.length === 0) return html``;
  return html`<section class="exercises" aria-labelledby="exercises">
<h2 id="exercises">${words.title}</h2>
<ul>
${exercises.map(
  ({ name, exercise }) =>
    html`<li data-exercise="${name}"><a href="/${exercisePath(name)}/">${exercise.title}</a><span class="exercise-facts">${words.kind[exercise.kind]} · ${messages.minutes(exercise.minutes)} · ${words.points(pointsOf(exercise))}</span><span class="exercise-state"></span></li>
`,
)}</ul>
</section>`;
}

function checked(exercise: Exercise): Html {
  const seen = exercise.checks.filter(({ visible }) => visible);
  const hidden = exercise.checks.length - seen.length;
  const always = alwaysIds(exercise);
  return html`<h2>${words.checked}</h2>
<ul class="checked">
${seen.map(({ says, points }) => item(says, points))}
${hidden > 0 && html`<li class="checked-hidden">${words.hiddenCount(hidden)}</li>`}
</ul>
${
  always.length > 0 &&
  html`<details class="checked-always"><summary>${words.alwaysCount(always.length)}</summary><ul class="checked">
${always.map((id) => item(words.always[id as keyof typeof words.always] ?? id, 1))}</ul></details>`
}`;
}

const item = (says: string, points: number) =>
  html`<li>${says} <span class="checked-points">${words.points(points)}</span></li>
`;

const alwaysIds = (exercise: Exercise) =>
  checkIds(exercise).filter((id) => id.startsWith('always-'));

/** Of all checks together; the ones that every module has count one each. */
function pointsOf(exercise: Exercise): number {
  const own = exercise.checks.reduce((sum, { points }) => sum + points, 0);
  return own + alwaysIds(exercise).length;
}

function step(other: WovenExercise | null, label: string, sign: string, relation: string): Html {
  return other
    ? html`<a class="way-step" rel="${relation}" href="/${exercisePath(other.name)}/" aria-label="${label}: ${other.exercise.title}" title="${other.exercise.title}">${sign}</a>`
    : html`<span class="way-step" aria-hidden="true"></span>`;
}
