// A table of more than two columns, each cell with the name of its column: on a narrow page the style
// sheet makes a block of each row, for which the roles say that it still is a table.
import type { Tokens } from 'marked';
import { escapeHtml } from './html.ts';

const fewestColumns = 3;
/** These are legible only when each keeps some width. */
const manyColumns = 4;

type InlineParser = { parseInline(tokens: Tokens.TableCell['tokens']): string };

/** The table as HTML, or false where it is narrow enough as it is. */
export function stackedTable({ header, rows }: Tokens.Table, parser: InlineParser): string | false {
  if (header.length < fewestColumns) return false;
  const labels = header.map(({ tokens }) => plain(parser.parseInline(tokens)));
  const head = header.map((cell, column) => {
    // The corner above the names of the rows is the head of nothing.
    if (labels[column] === '') return '<td role="cell"></td>';
    return `<th role="columnheader"${align(cell)}>${parser.parseInline(cell.tokens)}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.map(
      (cell, column) =>
        `<td role="cell" data-label="${labels[column]}"${align(cell)}><div>${parser.parseInline(cell.tokens)}</div></td>`,
    );
    return `<tr role="row">${cells.join('')}</tr>`;
  });
  const many = header.length < manyColumns ? '' : ' many-columns';
  return [
    `<table class="stacked-table${many}" role="table">`,
    `<thead role="rowgroup"><tr role="row">${head.join('')}</tr></thead>`,
    `<tbody role="rowgroup">${body.join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}

function align({ align: side }: Tokens.TableCell): string {
  return side ? ` align="${side}"` : '';
}

/** A heading without its markup, for an attribute. */
function plain(html: string): string {
  return escapeHtml(html.replaceAll(/<[^>]+>/g, '')).replaceAll('&amp;', '&');
}
