// The text of a lesson cut at its headings, for the search.
import type { Token, Tokens } from 'marked';
import type { HeadingName } from './headings.ts';
import { plainText } from './plain-text.ts';
import type { Section } from './woven.ts';

/** The stretch before the first heading has the id '' and the heading ''. */
export function sectionsOf(
  tokens: readonly Token[],
  names: ReadonlyMap<Tokens.Heading, HeadingName>,
): Section[] {
  const sections: { id: string; heading: string; parts: string[] }[] = [
    { id: '', heading: '', parts: [] },
  ];
  for (const token of tokens) {
    if (token.type === 'heading') {
      const { id = '', text = '' } = names.get(token as Tokens.Heading) ?? {};
      sections.push({ id, heading: text, parts: [] });
    } else {
      sections.at(-1)?.parts.push(plainText(token));
    }
  }
  return sections
    .map(({ id, heading, parts }) => ({
      id,
      heading,
      text: parts.join(' ').replaceAll(/\s+/g, ' ').trim(),
    }))
    .filter(({ id, text }) => id !== '' || text !== '');
}
