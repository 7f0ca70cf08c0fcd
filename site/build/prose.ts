// What all running text is set with, in lessons as well as in captions, figures' words and the
// glossary: curly quotation marks, tables that fit a phone, paths that may break at a slash.
import type { MarkedExtension, Tokens } from 'marked';
import { escapeHtml } from './html.ts';
import { tableBlock } from './table-block.ts';
import { curly } from './typography.ts';

/** In characters; code up to here goes to the next line whole. */
const wholeCode = 18;

export const prose: MarkedExtension = {
  walkTokens(token) {
    if (token.type === 'text' && !('tokens' in token)) token.text = curly(token.text);
  },
  renderer: {
    table(token) {
      return tableBlock(token, this.parser);
    },
    codespan({ text }: Tokens.Codespan) {
      const html = escapeHtml(text);
      if (text.length <= wholeCode) return `<code>${html}</code>`;
      return `<code class="breaks">${html.replaceAll(/(?<=\w)\/(?=\w)/g, '/<wbr>')}</code>`;
    },
  },
};
