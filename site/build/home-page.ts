// The home page: what the course is, and its lessons drawn as ways across one boundary.
import type { Lesson } from '../../lessons/lib/lesson.ts';
import { messages } from '../src/messages.ts';
import { html } from './html.ts';
import { type Assets, layout } from './layout.ts';
import type { WovenExercise } from './weave-exercises.ts';

export function homePage(
  lessons: readonly Lesson[],
  exercises: readonly WovenExercise[],
  assets: Assets,
): string {
  const text = messages.home;
  const [first] = lessons;
  return layout(
    {
      title: `${messages.site}: ${messages.tagline}`,
      description: messages.tagline,
      kind: 'home',
      bar: html``,
      body: html`<main id="text" class="home" tabindex="-1">
<header class="home-head">
<p class="eyebrow">${messages.tagline}</p>
<h1>${text.question}</h1>
<p class="lead">${text.introduction}</p>
${first ? html`<p><a class="begin" id="begin" href="/${first.id}/">${text.start}: ${first.title}</a></p>` : ''}
</header>
<section class="ways" aria-label="${messages.lessons}">
<div class="sides" aria-hidden="true"><span>${text.userSpace}</span><span>${text.kernel}</span></div>
<ol>
${lessons.map(
  (
    lesson,
    index,
  ) => html`<li class="row" data-lesson-row="${lesson.id}" data-title="${lesson.title}">
<span class="side side-user" aria-hidden="true">${lesson.sides?.user ?? ''}</span>
<a class="crossing" href="/${lesson.id}/">
<span class="row-number" aria-hidden="true">${index + 1}</span>
<span class="row-title">${lesson.title}</span>
<span class="row-question">${lesson.question}</span>
<span class="row-foot"><span class="row-time">${messages.minutes(lesson.minutes)}</span><span class="row-exercises" data-exercises="${namesOf(exercises, lesson).join(' ')}">${exerciseCount(exercises, lesson)}</span><span class="row-progress"></span></span>
</a>
<span class="side side-kernel" aria-hidden="true">${lesson.sides?.kernel ?? ''}</span>
</li>
`,
)}</ol>
</section>
</main>`,
      data: {
        searchUrl: assets.searchUrl,
        ...{ lesson: null, exercise: null, previous: null, next: first?.id ?? null },
      },
    },
    assets,
  );
}

const namesOf = (exercises: readonly WovenExercise[], { id }: Lesson) =>
  exercises.filter(({ lesson }) => lesson.id === id).map(({ name }) => name);

function exerciseCount(exercises: readonly WovenExercise[], lesson: Lesson): string {
  const count = namesOf(exercises, lesson).length;
  return count > 0 ? messages.home.exercises(count) : '';
}
