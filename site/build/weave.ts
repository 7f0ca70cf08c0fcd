// Weaves a lesson: its text with the code, transcripts and figures that the text only names.
import { Marked, type Token, type Tokens } from 'marked';
import markedAlert from 'marked-alert';
import markedFootnote from 'marked-footnote';
import { getHeadingList, gfmHeadingId } from 'marked-gfm-heading-id';
import { ContentError } from '../../lessons/lib/content-error.ts';
import { messages } from '../src/messages.ts';
import { directives } from './directives.ts';
import { escapeHtml } from './html.ts';
import { prose } from './prose.ts';
import { renderDirective } from './render-directive.ts';
import { renderFence } from './render-fence.ts';
import { sectionsOf } from './sections.ts';
import { tokenLines } from './token-lines.ts';
import { Weaving } from './weaving.ts';
import type { Heading, LessonSource, WeaveTools, WovenLesson } from './woven.ts';

const callouts = ['note', 'tip', 'important', 'warning', 'caution'];

/** Weaves one lesson. Faults do not throw: all of them come back in `errors`. */
export function weave(source: LessonSource, tools: WeaveTools): WovenLesson {
  const weaving = new Weaving(source, tools);
  let lexed: readonly Token[] = [];
  let level = 1;

  const marked = new Marked(
    prose,
    gfmHeadingId(),
    markedFootnote({ backRefLabel: 'Back to the text at {0}' }),
    markedAlert({
      className: 'callout',
      variants: callouts.map((type) => ({ type, icon: '' })),
    }),
    directives((directive, parser) => renderDirective(weaving, directive, parser)),
    {
      hooks: {
        processAllTokens(tokens) {
          lexed = tokens;
          weaving.lines = tokenLines(tokens, source.markdown);
          return tokens;
        },
      },
      walkTokens(token) {
        inspect(weaving, token);
        if (token.type !== 'heading') return;
        const { depth } = token as Tokens.Heading;
        if (depth > level + 1) {
          weaving.fault(token, `a heading of level ${depth} below level ${level}`, 'skip no level');
        }
        level = depth;
      },
      renderer: { code: (token) => renderFence(weaving, token) },
    },
  );

  const text = marked.parse(source.markdown, { async: false });
  const headings: Heading[] = getHeadingList().map((heading) => ({
    id: heading.id,
    level: heading.level,
    text: heading.raw,
    html: heading.text,
  }));
  checkUse(weaving);
  return {
    source,
    html: linkHeadings(text),
    headings,
    sections: sectionsOf(lexed, headings),
    anchors: checkIds(weaving, headings),
    links: weaving.links,
    shown: weaving.shown,
    errors: weaving.errors,
  };
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

/** Gives each heading a link to itself, beside it so that it is no part of the heading's name. */
function linkHeadings(text: string): string {
  return text.replaceAll(
    /<h([2-6]) id="([^"]+)">(.*?)<\/h\1>/g,
    (heading, _level, id: string, inner: string) => {
      const name = escapeHtml(inner.replaceAll(/<[^>]+>/g, '')).replaceAll('&amp;', '&');
      return `<div class="heading">${heading}<a class="heading-link" href="#${id}" aria-label="${messages.linkTo(name)}">#</a></div>`;
    },
  );
}
