// A table in a box that scrolls where it's wider than the page. In one of more than two columns each cell
// carries the name of its column: on a narrow page the style sheet makes a block of each row, and the
// roles say that it's still a table.
import type { Tokens } from 'marked';
import { messages } from '../src/messages.ts';
import { escapeHtml } from './html.ts';
import { plainText } from './plain-text.ts';

const fewestColumns = 3;
/** These are legible only when each keeps some width. */
const manyColumns = 4;

type InlineParser = { parseInline(tokens: Tokens.TableCell['tokens']): string };

/** The table as HTML. */
export function tableBlock(table: Tokens.Table, parser: InlineParser): string {
  const stacked = table.header.length >= fewestColumns;
  const inner = stacked ? stackedTable(table, parser) : plainTable(table, parser);
  return `<div class="table-scroll" tabindex="0" role="group" aria-label="${messages.table}">${inner}</div>`;
}

function plainTable({ header, rows }: Tokens.Table, parser: InlineParser): string {
  const cell = (name: 'td' | 'th', one: Tokens.TableCell) =>
    `<${name}${align(one)}>${parser.parseInline(one.tokens)}</${name}>\n`;
  const row = (cells: string[]) => `<tr>\n${cells.join('')}</tr>\n`;
  // The corner above the names of the rows is the head of nothing.
  const head = header.map((one) => cell(one.tokens.length === 0 ? 'td' : 'th', one));
  const body = rows.map((cells) => row(cells.map((one) => cell('td', one))));
  const tbody = body.length === 0 ? '' : `<tbody>${body.join('')}</tbody>`;
  return `<table>\n<thead>\n${row(head)}</thead>\n${tbody}</table>`;
}

function stackedTable({ header, rows }: Tokens.Table, parser: InlineParser): string {
  const labels = header.map(({ tokens }) => escapeHtml(tokens.map(plainText).join('')));
  const head = header.map((cell, column) => {
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
