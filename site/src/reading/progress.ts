// Remembers what was read: the last lesson, and in each lesson how far.
import * as z from 'zod/mini';
import { keep, readKept } from '../storage.ts';

const place = z.object({
  /** Heading that stood at the top, or ''. */
  heading: z.string(),
  /** Pixels below that heading. */
  below: z.number(),
  /** Furthest point reached, from 0 to 1. */
  read: z.number(),
});
const progress = z.object({ last: z.nullable(z.string()), lessons: z.record(z.string(), place) });
export type Progress = z.infer<typeof progress>;

export const readProgress = (): Progress =>
  readKept('progress', progress) ?? { last: null, lessons: {} };

/** Goes to where the reader was, unless the address or the browser says where to go. */
export function startProgress(lesson: string): void {
  const known = readProgress().lessons[lesson];
  const [navigation] = performance.getEntriesByType('navigation');
  const fresh = (navigation as PerformanceNavigationTiming | undefined)?.type === 'navigate';
  if (known && fresh && !location.hash) goTo(known);

  let _waiting = 0;
  const note = () => {
    _waiting = 0;
    const kept = readProgress();
    const before = kept.lessons[lesson]?.read ?? 0;
    keep('progress', {
      last: lesson,
      lessons: {
        ...kept.lessons,
        [lesson]: { ...where(), read: Math.max(before, reached()) },
      },
    });
  };
  note();
  addEventListener(
    'scroll',
    () => {
      _waiting ||= window.setTimeout(note, 400);
    },
    { passive: true },
  );
  addEventListener('pagehide', note);
}

const headings = () => [...document.querySelectorAll<HTMLElement>('article :is(h2, h3)[id]')];

function where(): { heading: string; below: number } {
  const above = headings().findLast((heading) => heading.getBoundingClientRect().top < 80);
  if (!above) return { heading: '', below: Math.round(scrollY) };
  return { heading: above.id, below: Math.round(-above.getBoundingClientRect().top) };
}

function goTo({ heading, below }: z.infer<typeof place>): void {
  const element = heading ? document.getElementById(heading) : null;
  if (heading && !element) return;
  const top = element ? element.getBoundingClientRect().top + scrollY : 0;
  scrollTo({ top: top + below, behavior: 'instant' });
}

function reached(): number {
  const article = document.querySelector('article');
  if (!article) return 0;
  const { top, height } = article.getBoundingClientRect();
  return Math.min(1, Math.max(0, (innerHeight - top) / height));
}
