// What the build tells the page's scripts, in a JSON block of the page.
import * as z from 'zod/mini';
import { sourceFiles } from '../../runner/protocol.ts';

export const pageData = z.object({
  searchUrl: z.string(),
  /** On a lesson's page, and on that of an exercise, whose id is `way/id`. */
  lesson: z.nullable(
    z.object({
      id: z.string(),
      title: z.string(),
      /** Plain names in the order of the tabs; each has a `code[data-source]` in the page. */
      files: z.array(z.string()),
      /** Files that a transcript is run with, where they are not the lesson's own. */
      variants: z.record(z.string(), sourceFiles),
    }),
  ),
  /** On the page of an exercise. */
  exercise: z.nullable(
    z.object({
      /** Files that the learner reads and does not change. */
      fixed: z.array(z.string()),
      checks: z.number(),
      points: z.number(),
    }),
  ),
  /** Addresses without their outer slashes. */
  previous: z.nullable(z.string()),
  next: z.nullable(z.string()),
});
export type PageData = z.infer<typeof pageData>;

export function readPageData(): PageData {
  const text = document.getElementById('page-data')?.textContent ?? 'null';
  return pageData.parse(JSON.parse(text));
}
