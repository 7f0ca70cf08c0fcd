// The text of a lesson cut at its headings, for the search.
import type { Token, Tokens } from 'marked';
import type { Directive } from './directives.ts';
import type { Heading, Section } from './woven.ts';

/** The stretch before the first heading has the id '' and the heading ''. */
export function sectionsOf(tokens: readonly Token[], headings: readonly Heading[]): Section[] {
  const sections: { id: string; heading: string; parts: string[] }[] = [
    { id: '', heading: '', parts: [] },
  ];
  let next = 0;
  for (const token of tokens) {
    if (token.type === 'heading') {
      const heading = headings[next++];
      sections.push({ id: heading?.id ?? '', heading: heading?.text ?? '', parts: [] });
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

function plainText(token: Token): string {
  switch (token.type) {
    case 'code':
    case 'html':
    case 'space':
    case 'leaf':
    case 'checkbox':
      return '';
    case 'term':
      return `${token.text}${(token as Directive).after}`;
    case 'list':
      return (token as Tokens.List).items.map(plainText).join(' ');
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return [...header, ...rows.flat()].flatMap((cell) => cell.tokens.map(plainText)).join(' ');
    }
    default:
      if ('tokens' in token && token.tokens && token.tokens.length > 0) {
        return token.tokens.map(plainText).join(isBlock(token) ? ' ' : '');
      }
      return 'text' in token ? String(token.text) : '';
  }
}

const isBlock = (token: Token) =>
  ['list_item', 'blockquote', 'alert', 'container', 'footnotes', 'footnote'].includes(token.type);
