// What all running text is set with, in lessons as well as in captions, figures' words and the
// glossary: curly quotation marks, tables that fit a phone, paths that may break at a slash.
import type { MarkedExtension, Tokens } from 'marked';
import { messages } from '../src/messages.ts';
import { escapeHtml } from './html.ts';
import { stackedTable } from './stacked-table.ts';
import { curly } from './typography.ts';

/** In characters; code up to here goes to the next line whole. */
const wholeCode = 18;

export const prose: MarkedExtension = {
  hooks: { postprocess: wrapTables },
  walkTokens(token) {
    if (token.type === 'text' && !('tokens' in token)) token.text = curly(token.text);
  },
  renderer: {
    table(token) {
      return stackedTable(token, this.parser);
    },
    codespan({ text }: Tokens.Codespan) {
      const html = escapeHtml(text);
      if (text.length <= wholeCode) return `<code>${html}</code>`;
      return `<code class="breaks">${html.replaceAll(/(?<=\w)\/(?=\w)/g, '/<wbr>')}</code>`;
    },
  },
};

function wrapTables(text: string): string {
  return (
    text
      .replaceAll(
        /<table(?: [^>]*)?>/g,
        `<div class="table-scroll" tabindex="0" role="group" aria-label="${messages.table}">$&`,
      )
      .replaceAll('</table>', '</table></div>')
      // The corner above the names of the rows is the head of nothing.
      .replaceAll('<th></th>', '<td></td>')
  );
}
