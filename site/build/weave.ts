// Weaves a lesson: its text with the code, transcripts and figures that the text only names.
import { Marked, type Token, type Tokens } from 'marked';
import markedAlert from 'marked-alert';
import markedFootnote from 'marked-footnote';
import { ContentError } from '../../lessons/lib/content-error.ts';
import { directives } from './directives.ts';
import { type HeadingName, headingNames, linkedHeadings } from './headings.ts';
import { prose } from './prose.ts';
import { renderDirective } from './render-directive.ts';
import { renderFence } from './render-fence.ts';
import { sectionsOf } from './sections.ts';
import { tokenLines } from './token-lines.ts';
import { Weaving } from './weaving.ts';
import type { Heading, LessonSource, WeaveTools, WovenLesson } from './woven.ts';

const callouts = ['note', 'tip', 'important', 'warning', 'caution'];

/** What a text became before it's rendered. */
type Lexed = {
  weaving: Weaving;
  tokens: readonly Token[];
  names: ReadonlyMap<Tokens.Heading, HeadingName>;
  /** HTML of some of the tokens; footnotes are tokens too. */
  render(tokens: readonly Token[]): string;
  renderInline(tokens: readonly Token[]): string;
};

/** Weaves one lesson. Faults do not throw: all of them come back in `errors`. */
export function weave(source: LessonSource, tools: WeaveTools): WovenLesson {
  const lexed = lex(source, tools);
  const html = lexed.render(lexed.tokens);
  return wovenOf(lexed, html);
}

/** Weaves a text in steps, each below a heading of its own, and returns them beside the whole. */
export function weaveSteps(
  source: LessonSource,
  tools: WeaveTools,
): { woven: WovenLesson; before: string; steps: { title: string; html: string }[] } {
  const lexed = lex(source, tools);
  const isStep = (token: Token): token is Tokens.Heading =>
    token.type === 'heading' && (token as Tokens.Heading).depth === 2;
  const starts = lexed.tokens.flatMap((token, index) => (isStep(token) ? [index] : []));
  const before = lexed.render(lexed.tokens.slice(0, starts[0] ?? lexed.tokens.length));
  const steps = starts.map((start, index) => {
    const [heading, ...body] = lexed.tokens.slice(start, starts[index + 1]);
    const title = lexed.renderInline((heading as Tokens.Heading).tokens);
    return { title, html: lexed.render(body) };
  });
  return { woven: wovenOf(lexed, ''), before, steps };
}

function lex(source: LessonSource, tools: WeaveTools): Lexed {
  const weaving = new Weaving(source, tools);
  let names: ReadonlyMap<Tokens.Heading, HeadingName> = new Map();
  const marked = new Marked(
    prose,
    linkedHeadings((heading) => names.get(heading) ?? { id: '', text: '' }),
    markedFootnote({ backRefLabel: 'Back to the text at {0}' }),
    markedAlert({
      className: 'callout',
      variants: callouts.map((type) => ({ type, icon: '' })),
    }),
    directives((directive, parser) => renderDirective(weaving, directive, parser)),
    {
      walkTokens: (token) => inspect(weaving, token),
      renderer: { code: (token) => renderFence(weaving, token) },
    },
  );
  const tokens = marked.lexer(source.markdown);
  weaving.lines = tokenLines(tokens, source.markdown);
  const headings: Tokens.Heading[] = [];
  const { walkTokens } = marked.defaults;
  void marked.walkTokens(tokens, (token) => {
    walkTokens?.call(marked, token);
    if (token.type === 'heading') headings.push(token as Tokens.Heading);
  });
  checkLevels(weaving, headings);
  names = headingNames(headings);
  return {
    ...{ weaving, tokens, names },
    render: (some) => marked.parser([...some]),
    renderInline: (some) => marked.Parser.parseInline([...some], marked.defaults),
  };
}

function wovenOf({ weaving, tokens, names, renderInline }: Lexed, html: string): WovenLesson {
  const headings: Heading[] = [...names].map(([heading, { id, text }]) => ({
    ...{ id, text, level: heading.depth, html: renderInline(heading.tokens) },
  }));
  checkUse(weaving);
  return {
    source: weaving.source,
    ...{ html, headings },
    sections: sectionsOf(tokens, names),
    anchors: checkIds(weaving, headings),
    ...{ links: weaving.links, shown: weaving.shown, errors: weaving.errors },
  };
}

function checkLevels(weaving: Weaving, headings: readonly Tokens.Heading[]) {
  let level = 1;
  for (const heading of headings) {
    const { depth } = heading;
    if (depth > level + 1) {
      weaving.fault(heading, `a heading of level ${depth} below level ${level}`, 'skip no level');
    }
    level = depth;
  }
}

/** Looks for what is wrong in a token itself, and notes where links lead. */
function inspect(weaving: Weaving, token: Token) {
  const { raw, type } = token;
  if (type === 'heading' && (token as Tokens.Heading).depth === 1) {
    weaving.fault(token, 'a title', 'take it out: the title comes from lesson.ts');
  }
  if (type === 'link') {
    weaving.links.push({ target: (token as Tokens.Link).href, line: weaving.lineOf(token) });
  }
  if (type === 'image') weaving.fault(token, 'an image', 'use ::figure{name=…}');
  if (type === 'html' && /<(script|style|iframe)|\s(on[a-z]+|style)\s*=/i.test(raw)) {
    weaving.fault(token, 'HTML with a script, handler or style', 'take it out: the page blocks it');
  }
  if (type === 'paragraph' && /^:::?[a-z]*/.test(raw)) {
    weaving.fault(
      token,
      `"${raw.split('\n')[0]}" is no complete directive`,
      'close ::: with a line ":::", and leave ::figure a line of its own',
    );
  }
}

function checkUse(weaving: Weaving) {
  const { lesson, transcripts, figures } = weaving.source;
  const unused = (file: string, what: string) =>
    weaving.errors.push(
      new ContentError(
        { file: weaving.path(file) },
        `a ${what} never shown`,
        'show it or delete it',
      ),
    );
  for (const name of new Set([...transcripts.keys(), ...Object.keys(lesson.transcripts)])) {
    if (!weaving.transcripts.has(name)) unused(`transcripts/${name}.console`, 'transcript');
  }
  for (const name of figures.keys()) {
    if (!weaving.figures.has(name)) unused(`figures/${name}.svg`, 'figure');
  }
}

function checkIds(weaving: Weaving, headings: readonly Heading[]): Set<string> {
  const ids = [
    ...headings.map(({ id }) => id),
    ...[...weaving.figures].map((name) => `figure-${name}`),
    ...[...weaving.questions].map((id) => `question-${id}`),
  ];
  for (const id of ids.filter((one, index) => ids.indexOf(one) !== index)) {
    weaving.fault(null, `the id "${id}" stands twice`, 'rename a heading, figure or question');
  }
  return new Set(ids);
}
