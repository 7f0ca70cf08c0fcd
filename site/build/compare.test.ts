import { expect, test } from 'vitest';
import { defineLesson } from '../../lessons/lib/lesson.ts';
import type { CompareRun } from '../src/reading/compare-lines.ts';
import { comparePicture } from '../src/reading/compare-picture.ts';
import { weave } from './weave.ts';

const recorded = `$ node client.ts
@compare {"kernel":"6.12","processor":"QEMU TCG","samples":1000}
@compare {"way":"getppid","call":"getppid","bytes":0,"us":[0.9,1,1.1]}
@compare {"way":"uaccess","call":"read","bytes":8,"us":[2,2.5,3]}
@compare {"way":"uaccess","call":"read","bytes":1024,"us":[4,5,6]}
@compare {"way":"signal","call":"ioctl, read","bytes":8,"us":[10,20,30]}

a table
`;

const lesson = defineLesson({
  id: 'x',
  title: 'X',
  question: 'What?',
  minutes: 1,
  module: { files: ['kmod/x/x.c'] },
  transcripts: {
    run: { figures: true, steps: [{ run: 'client' }] },
    other: { steps: [{ shell: 'ls' }] },
  },
});

function weaveText(markdown: string) {
  return weave(
    {
      lesson,
      file: 'lessons/x/lesson.md',
      markdown,
      files: [],
      transcripts: new Map([
        ['run', recorded],
        ['other', '$ ls\nx\n'],
      ]),
      figures: new Map(),
      variants: new Map(),
    },
    {
      glossary: new Map(),
      readSource() {
        throw new Error('this text shows no file');
      },
    },
  );
}

const both = '```console transcript=run\n```\n\n```console transcript=other\n```\n\n';

test('recorded measurements are drawn, in figures as well, and stand in the page for its script', () => {
  const woven = weaveText(`${both}::compare{transcript=run caption="The \`median\`."}`);
  expect(woven.errors).toEqual([]);
  expect(woven.html).toContain('Recorded: Linux 6.12 on QEMU TCG');
  expect(woven.html).toContain('The <code>median</code>.');
  expect(woven.html).toMatch(/<th scope="row">uaccess<\/th><td><code>read<\/code><\/td><td>2.50</);
  expect(woven.html).toContain('data-compare="{&quot;machine&quot;');
});

test('their lines are left out of the recorded terminal', () => {
  const { html } = weaveText(`${both}::compare{transcript=run}`);
  expect(html).toContain('a table');
  expect(html).not.toContain('@compare');
});

test('a transcript without measurements cannot be drawn', () => {
  for (const directive of ['::compare{transcript=other}', '::compare']) {
    const problems = weaveText(both + directive).errors.map(({ problem }) => problem);
    expect(problems.join()).toMatch(/no measurements in lessons\/x\/transcripts\//);
  }
});

const machine = { kernel: '6.1', processor: 'A & B', samples: 10 };
const reference: CompareRun = {
  machine,
  results: [
    { way: 'uaccess', call: 'read', bytes: 8, us: [1, 2, 3] },
    { way: 'uaccess', call: 'read', bytes: 1024, us: [4, 5, 6] },
    { way: 'signal', call: 'read', bytes: 8, us: [7, 8, 9] },
  ],
};

test('a size that a way refuses is said, not left out', () => {
  const { plot, table } = comparePicture(reference, null);
  expect(plot.text.match(/not possible/g)).toHaveLength(1);
  expect(table.text.match(/not possible/g)).toHaveLength(1);
});

test("the reader's own run stands beside it, with ways that only they have", () => {
  const own: CompareRun = {
    machine,
    results: [
      { way: 'uaccess', call: 'read', bytes: 8, us: [100, 200, 300] },
      { way: 'mine', call: '<b>', bytes: 8, us: [10, 20, 30] },
    ],
  };
  const { legend, plot, table } = comparePicture(reference, own);
  expect(legend.text).toContain('Your last Run: Linux 6.1 on A &amp; B');
  expect(plot.text.match(/class="compare-own"/g)).toHaveLength(2);
  expect(plot.text.match(/class="compare-reference"/g)).toHaveLength(3);
  expect(table.text).toContain('<td><code>&lt;b&gt;</code></td>');
});

test('ten times as long is as far everywhere', () => {
  const at = (us: number): number => {
    const { plot } = comparePicture(
      { machine, results: [{ way: 'a', call: '', bytes: 8, us: [1, us, 1000] }] },
      null,
    );
    return Number(/class="compare-reference-median" d="M(\d+) /.exec(plot.text)?.[1]);
  };
  expect(at(10) - at(1)).toBeCloseTo(at(100) - at(10), -1);
  expect(at(10)).toBeGreaterThan(at(1));
});
