// The words of a token without their markup.
import type { Token, Tokens } from 'marked';
import type { Directive } from './directives.ts';

/** What a reader would read aloud of a token; nothing of code blocks, HTML and figures. */
export function plainText(token: Token): string {
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
