import { expect, test } from 'vitest';
import { ContentError } from '../../lessons/lib/content-error.ts';
import { defineLesson } from '../../lessons/lib/lesson.ts';
import type { LessonFile } from '../../lessons/lib/load-lesson.ts';
import { readRegions } from '../../lessons/lib/regions.ts';
import { weave } from './weave.ts';
import type { LessonSource } from './woven.ts';

const path = 'kmod/x/x.c';
const text = 'int a;\n/* region: two */\n\tint b;\n/* endregion: two */\n';
const file: LessonFile = { ...readRegions(text, path), path, name: 'x.c' };
const figure = {
  svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 90"><title>T</title><desc>D</desc><path id="p" class="fig-line" d="M0 0h9"/><use href="#p"/></svg>',
  twin: 'In *words*.',
};

const lesson = defineLesson({
  id: 'x',
  title: 'X',
  question: 'What?',
  minutes: 1,
  module: { files: [path] },
  transcripts: { run: { steps: [{ run: 'client' }] } },
});

/** Weaves `markdown` with what it would need to be free of faults besides. */
function weaveText(markdown: string, source: Partial<LessonSource> = {}) {
  return weave(
    {
      lesson: { ...lesson, transcripts: {} },
      file: 'lessons/x/lesson.md',
      markdown,
      files: [file],
      transcripts: new Map(),
      figures: new Map(),
      variants: new Map(),
      ...source,
    },
    {
      glossary: new Map([['oops', 'What <em>it</em> means.']]),
      readSource(wanted) {
        if (wanted === path) return file;
        throw new ContentError({ file: wanted }, 'no such file', 'name a file that exists');
      },
    },
  );
}

const faults = (markdown: string, source?: Partial<LessonSource>) =>
  weaveText(markdown, source).errors.map((error) => `${error.file}:${error.line} ${error.problem}`);

test('fills a fence from its region, with name, lines and a link into the editor', () => {
  const woven = weaveText('Text.\n\n```c file=kmod/x/x.c region=two\n```\n');
  expect(woven.errors).toEqual([]);
  expect(woven.html).toContain('href="#x.c:L2-L2"');
  expect(woven.html).toMatch(/int<\/span> b;/);
  expect(woven.html).not.toContain('int</span> a;');
  expect([...woven.shown]).toEqual([path, `${path}#two`]);
});

test('escapes what it fills in', () => {
  const hostile: LessonFile = {
    ...file,
    text: '/* </code><script>alert(1)</script> */',
    regions: [],
  };
  const woven = weave(
    { ...weaveText('').source, markdown: '```c file=kmod/x/x.c\n```' },
    { glossary: new Map(), readSource: () => hostile },
  );
  expect(woven.html).not.toContain('<script');
});

test('a transcript gets a button at each command, and shows the part that was asked for', () => {
  const source = {
    lesson,
    transcripts: new Map([['run', '$ insmod x.ko\n$ echo "<b>"\n<b>\n']]),
  };
  const all = weaveText('```console transcript=run\n```', source);
  expect(all.errors).toEqual([]);
  expect(all.html.match(/data-command=/g)).toHaveLength(2);
  expect(all.html).toContain('data-command="echo &quot;&lt;b&gt;&quot;"');
  const part = weaveText('```console transcript=run commands=1\n```', source);
  expect(part.html.match(/data-command=/g)).toHaveLength(1);
});

test('what is recorded outside of the guest has no buttons', () => {
  const source = {
    lesson: { ...lesson, transcripts: { build: { steps: [{ build: '6.1' as const }] } } },
    transcripts: new Map([['build', '$ npm run crossings -- build x.c\nx.c:1: error\n']]),
  };
  expect(weaveText('```console transcript=build\n```', source).html).not.toContain('run-command');
});

test('a figure is inlined with its own ids, name, description and words', () => {
  const woven = weaveText('::figure{name=sides caption="Two `sides`."}\n', {
    figures: new Map([['sides', figure]]),
  });
  expect(woven.errors).toEqual([]);
  expect(woven.html).toContain('<use href="#figure-sides-p"/>');
  expect(woven.html).toContain('aria-labelledby="figure-sides-t"');
  expect(woven.html).toContain('In <em>words</em>.');
  expect(woven.html).toContain('Two <code>sides</code>.');
});

test('a question has every option with its reason', () => {
  const woven = weaveText(
    ':::question{id=q}\nWhich `one`?\n\n- [ ] this\n  > No: **that**.\n- [x] `that`\n  > Yes.\n:::\n\nAfter.\n',
  );
  expect(woven.errors).toEqual([]);
  expect(woven.html.match(/<details>/g)).toHaveLength(2);
  expect(woven.html).toContain('<code>that</code>');
  expect(woven.html).toContain('No: <strong>that</strong>.');
  expect(woven.html).not.toContain('type="checkbox"');
  expect(woven.html).toContain('<p>After.</p>');
});

test('a term shows its meaning', () => {
  const woven = weaveText('An :term[Oopses]{of=oops} and 12:30.');
  expect(woven.errors).toEqual([]);
  expect(woven.html).toContain('popovertarget="term-oops-1"');
  expect(woven.html).toContain('What <em>it</em> means.');
});

test('no line begins with the comma after a term', () => {
  const woven = weaveText('An :term[oops], then.');
  expect(woven.html).toMatch(/<span class="term-and-mark"><button [^>]+>oops<\/button>,<\/span>/);
  expect(woven.sections).toEqual([{ id: '', heading: '', text: 'An oops, then.' }]);
});

test('the words around a figure are set as the text is', () => {
  const woven = weaveText(`::figure{name=sides caption="The kernel's side."}\n`, {
    figures: new Map([
      ['sides', { ...figure, twin: "| The program's | b | c |\n| - | - | - |\n" }],
    ]),
  });
  expect(woven.html).toContain('The kernel’s side.');
  expect(woven.html).toContain('The program’s');
  expect(woven.html).toContain('class="stacked-table"');
});

test('short code is never broken, a long path may be after a slash', () => {
  const { html } = weaveText('`-EFAULT` and `Documentation/filesystems/proc.rst`');
  expect(html).toContain('<code>-EFAULT</code>');
  expect(html).toContain(
    '<code class="breaks">Documentation/<wbr>filesystems/<wbr>proc.rst</code>',
  );
});

test('headings get ids, links to themselves, and cut the search sections', () => {
  const woven = weaveText('First.\n\n## One `two`\n\nBody *here*.\n\n- a\n- b\n');
  expect(woven.headings).toMatchObject([{ id: 'one-two', level: 2, text: 'One two' }]);
  expect(woven.html).toContain('href="#one-two"');
  expect(woven.sections).toEqual([
    { id: '', heading: '', text: 'First.' },
    { id: 'one-two', heading: 'One two', text: 'Body here. a b' },
  ]);
});

test.each([
  [
    'unknown file',
    'x\n\n```c file=kmod/x/y.c\n```',
    /lesson\.md:3 cannot show kmod\/x\/y\.c: no such file/,
  ],
  ['file outside', '```c file=kmod/../etc/passwd\n```', /lesson\.md:1 cannot show/],
  ['other folder', '```ts file=runner/main.ts\n```', /lesson\.md:1 cannot show/],
  [
    'unknown region',
    'x\n\n```c file=kmod/x/x.c region=three\n```',
    /lesson\.md:3 .* no region "three"/,
  ],
  ['own code', '> x\n>\n> ```c\n> int a;\n> ```', /lesson\.md:3 a fence that names no file/],
  ['unknown transcript', '```console transcript=no\n```', /lesson\.md:1 lesson\.ts describes no/],
  ['unknown figure', '::figure{name=no}', /lesson\.md:1 no figure "no"/],
  ['unknown term', 'a\nb :term[no]', /lesson\.md:2 "no" is not in the glossary/],
  ['unknown directive', '::video{id=x}', /lesson\.md:1 no directive ::video/],
  ['open directive', 'x\n\n:::question{id=q}\nWhat?', /lesson\.md:3 .* is no complete directive/],
  ['question without reasons', ':::question{id=q}\nWhat?\n\n- [x] a\n- [ ] b\n:::', /no reason/],
  [
    'question without answer',
    ':::question{id=q}\nWhat?\n\n- [ ] a\n  > a\n- [ ] b\n  > b\n:::',
    /no right one/,
  ],
  ['title', '# X', /lesson\.md:1 a title/],
  ['skipped level', '## A\n\n#### B', /lesson\.md:3 a heading of level 4 below level 2/],
  ['script', 'x\n\n<script>alert(1)</script>', /lesson\.md:3 HTML with a script/],
  ['style', 'a <b style="color:red">b</b>', /HTML with a script, handler or style/],
  ['image', '![a](b.png)', /an image/],
])('%s is a fault with its line', (_name, markdown, expected) => {
  expect(faults(markdown).join('\n')).toMatch(expected);
});

test('what nobody shows is a fault', () => {
  expect(faults('x', { figures: new Map([['sides', figure]]) })).toEqual([
    'lessons/x/figures/sides.svg:0 a figure never shown',
  ]);
  expect(faults('x', { transcripts: new Map([['old', '$ a\n']]) })).toEqual([
    'lessons/x/transcripts/old.console:0 a transcript never shown',
  ]);
  expect(faults('x', { lesson })).toEqual([
    'lessons/x/transcripts/run.console:0 a transcript never shown',
  ]);
});

test.each([
  ['a colour', figure.svg.replace('class=', 'fill="red" class='), /holds a colour/],
  ['a style', figure.svg.replace('class=', 'style="fill:red" class='), /holds a style attribute/],
  ['a script', figure.svg.replace('<path', '<script/><path'), /holds a script/],
  ['a size', figure.svg.replace('viewBox', 'width="9" viewBox'), /size of its own/],
  ['no title', figure.svg.replace('<title>T</title>', ''), /<title> and <desc>/],
  ['outside', figure.svg.replace('#p"/>', 'https://example.org/"/>'), /outside/],
])('a figure with %s is a fault', (_name, svg, expected) => {
  const figures = new Map([['sides', { ...figure, svg }]]);
  expect(faults('::figure{name=sides}', { figures }).join()).toMatch(expected);
});

test('a figure without words is a fault', () => {
  const figures = new Map([['sides', { ...figure, twin: '' }]]);
  expect(faults('::figure{name=sides}', { figures })).toEqual([
    'lessons/x/figures/sides.md:0 missing or empty',
  ]);
});
