// The page of one lesson: the text, and beside it the workspace, which without scripts is the
// lesson's plain sources.
import type { Lesson } from '../../lessons/lib/lesson.ts';
import { messages } from '../src/messages.ts';
import { exerciseList } from './exercise-page.ts';
import { languageOf } from './fence-info.ts';
import { highlight } from './highlight.ts';
import { type Html, html, raw } from './html.ts';
import { type Assets, layout } from './layout.ts';
import type { WovenExercise } from './weave-exercises.ts';
import type { WovenLesson } from './woven.ts';

/** `number` is the lesson's place in the course, from 1. */
export function lessonPage(
  woven: WovenLesson,
  exercises: readonly WovenExercise[],
  place: { number: number; previous: Lesson | null; next: Lesson | null },
  assets: Assets,
): string {
  const { lesson, files, variants } = woven.source;
  const { previous, next, number } = place;
  return layout(
    {
      title: `${lesson.title} · ${messages.site}`,
      description: lesson.question,
      kind: 'lesson',
      bar: html`<nav class="way" aria-label="${messages.lessons}">
${step(previous, messages.previousLesson, '‹', 'prev')}
<span class="way-here"><span class="way-number">${number}</span> <span class="way-title">${lesson.title}</span></span>
${step(next, messages.nextLesson, '›', 'next')}
</nav>`,
      body: html`<main class="desk">
<div id="text" class="reading" tabindex="-1">
<article>
<header class="lesson-head">
<p class="eyebrow">${messages.chapter(number)}<span class="eyebrow-time">${messages.minutes(lesson.minutes)}</span></p>
<h1>${lesson.title}</h1>
<p class="lead">${lesson.question}</p>
${contents(woven, exercises.length > 0)}
</header>
${raw(woven.html)}
${exerciseList(exercises)}
</article>
<nav class="turn" aria-label="${messages.previousLesson}, ${messages.nextLesson}">
${previous ? html`<a class="turn-previous" href="/${previous.id}/"><span>${messages.previousLesson}</span>${previous.title}</a>` : ''}
${next ? html`<a class="turn-next" href="/${next.id}/"><span>${messages.nextLesson}</span>${next.title}</a>` : html`<a class="turn-next" href="/"><span>${messages.allLessons}</span>${messages.site}</a>`}
</nav>
</div>
<div id="split"></div>
<section id="workspace" class="workspace" aria-label="${messages.workspace.label}" tabindex="-1">
<h2>${messages.filesOfLesson}</h2>
${files.map(
  ({
    name,
    text,
  }) => html`<details><summary>${name}</summary><pre tabindex="0" role="group" aria-label="${name}"><code data-source="${name}">${raw(highlight(text, languageOf(name)))}</code></pre></details>
`,
)}</section>
</main>`,
      data: {
        searchUrl: assets.searchUrl,
        lesson: {
          id: lesson.id,
          title: lesson.title,
          files: files.map(({ name }) => name),
          variants: Object.fromEntries(
            [...variants].map(([name, sources]) => [
              name,
              sources.map((file) => ({ name: file.name, text: file.text })),
            ]),
          ),
        },
        exercise: null,
        previous: previous?.id ?? null,
        next: next?.id ?? null,
      },
    },
    assets,
  );
}

function step(lesson: Lesson | null, label: string, sign: string, relation: string): Html {
  return lesson
    ? html`<a class="way-step" rel="${relation}" href="/${lesson.id}/" aria-label="${label}: ${lesson.title}" title="${lesson.title}">${sign}</a>`
    : html`<span class="way-step" aria-hidden="true"></span>`;
}

function contents(woven: WovenLesson, exercises: boolean): Html {
  const headings = woven.headings.filter(({ level }) => level === 2);
  if (headings.length < 2) return html``;
  return html`<nav class="contents" aria-label="${messages.onThisPage}"><p class="contents-title">${messages.onThisPage}</p><ol>
${headings.map(({ id, html: inner }) => html`<li><a href="#${id}">${raw(inner)}</a></li>\n`)}${exercises && html`<li><a href="#exercises">${messages.exercise.title}</a></li>`}</ol></nav>`;
}
