// The search: its index, which the build writes, and how it is asked.
import * as z from 'zod/mini';

export const searchIndex = z.array(
  z.object({
    /** The address of the page, without its outer slashes. */
    lesson: z.string(),
    title: z.string(),
    sections: z.array(z.object({ id: z.string(), heading: z.string(), text: z.string() })),
  }),
);
export type SearchIndex = z.infer<typeof searchIndex>;

/** One place found. */
export type Found = { url: string; lesson: string; heading: string; excerpt: string };

const mostFound = 20;

/** Sections that hold every word, those with a word in the heading first. */
export function searchIn(lessons: SearchIndex, query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = lessons.flatMap(({ lesson, title, sections }) =>
    sections.flatMap(({ id, heading, text }) => {
      const inHeading = `${heading} ${id === '' ? title : ''}`.toLowerCase();
      const inText = `${inHeading} ${text}`.toLowerCase();
      if (!words.every((word) => inText.includes(word))) return [];
      const score = words.filter((word) => inHeading.includes(word)).length;
      const found: Found = {
        url: `/${lesson}/${id ? `#${id}` : ''}`,
        lesson: title,
        heading: heading || title,
        excerpt: excerptOf(text, words),
      };
      return [{ score, found }];
    }),
  );
  return hits
    .toSorted((one, other) => other.score - one.score)
    .slice(0, mostFound)
    .map(({ found }) => found);
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const at = Math.max(
    0,
    Math.min(...words.map((word) => lower.indexOf(word)).filter((i) => i >= 0), 1e9),
  );
  const from = at > text.length ? 0 : Math.max(0, text.lastIndexOf(' ', at - 40) + 1);
  const until = text.lastIndexOf(' ', from + 150);
  const part = text.slice(from, from + 150 < text.length ? until : undefined).trim();
  return `${from > 0 ? '… ' : ''}${part}${from + 150 < text.length ? ' …' : ''}`;
}
