// The search: its index, which the build writes, and how it is asked.
import MiniSearch from 'minisearch';
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

type Entry = Omit<Found, 'excerpt'> & { id: number; text: string };

const mostFound = 20;
/** A word in a heading says more about a section than one in its text. */
const weights = { heading: 4, text: 1 };
/** One wrong character in four, as in two that changed places; shorter words are taken as they are. */
const typos = 0.25;
const shortestForTypos = 4;

/** Makes a function that finds sections by all words of a query: whole, begun, or with a typo. */
export function searchOf(lessons: SearchIndex): (query: string) => Found[] {
  const entries = lessons.flatMap(({ lesson, title, sections }) =>
    sections.map(({ id, heading, text }) => ({
      ...{ url: `/${lesson}/${id ? `#${id}` : ''}`, lesson: title, text },
      heading: heading || title,
    })),
  );
  const index = new MiniSearch<Entry>({
    fields: ['heading', 'text'],
    searchOptions: {
      ...{ boost: weights, combineWith: 'AND', prefix: true },
      fuzzy: (word) => (word.length < shortestForTypos ? false : typos),
    },
  });
  index.addAll(entries.map((entry, id) => ({ ...entry, id })));
  return (query) =>
    index
      .search(query)
      .slice(0, mostFound)
      .flatMap(({ id, terms }) => {
        const entry = entries[id];
        if (entry === undefined) return [];
        const { text, ...place } = entry;
        return [{ ...place, excerpt: excerptOf(text, terms) }];
      });
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
