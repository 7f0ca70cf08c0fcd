import { Marked } from 'marked';
import { expect, test } from 'vitest';
import { wideTable } from './wide-table.ts';

function html(markdown: string): string {
  const marked = new Marked({
    renderer: {
      table(token) {
        return wideTable(token, this.parser);
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

test('each cell of a table of four columns names its column', () => {
  const made = html('| `a` | b & "c" | d | |\n| --- | --: | --- | --- |\n| 1 | *2* | 3 | 4 |\n');
  expect(made).toContain('<th role="columnheader"><code>a</code></th>');
  expect(made).toContain('<td role="cell" data-label="a"><div>1</div></td>');
  expect(made).toMatch(/data-label="b &amp; &quot;c&quot;" align="right"><div><em>2<\/em><\/div>/);
  expect(made).toContain('<td role="cell"></td></tr></thead>');
});

test('a table of three columns is left as it is', () => {
  expect(html('| a | b | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n')).toContain('<th>a</th>');
});
