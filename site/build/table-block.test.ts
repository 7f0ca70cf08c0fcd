import { Marked } from 'marked';
import { expect, test } from 'vitest';
import { tableBlock } from './table-block.ts';

function html(markdown: string): string {
  const marked = new Marked({
    renderer: {
      table(token) {
        return tableBlock(token, this.parser);
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

test('a table of two columns is left as it is', () => {
  expect(html('| a | b |\n| --- | --- |\n| 1 | 2 |\n')).toContain('<th>a</th>');
});

test('only a table of four columns asks for more width than there may be', () => {
  expect(html('| a | b | c |\n| - | - | - |\n')).toContain('class="stacked-table"');
  expect(html('| a | b | c | d |\n| - | - | - | - |\n')).toContain('stacked-table many-columns');
});
