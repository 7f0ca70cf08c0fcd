// A `:::question`: without JavaScript each option unfolds its reason; an island makes a quiz of it.
import type { Parser, Token, Tokens } from 'marked';
import { messages } from '../src/messages.ts';
import { type Html, html, raw } from './html.ts';

export type Question = {
  id: string;
  /** Tokens of the question itself. */
  prompt: readonly Token[];
  options: readonly { right: boolean; text: readonly Token[]; reason: readonly Token[] }[];
};
type Fault = { problem: string; repair: string };

const form = 'write `- [x] option` or `- [ ] option`, and below each `  > its reason`';

/** Reads a question from the tokens inside the directive, or tells what is wrong with it. */
export function readQuestion(id: string | undefined, tokens: readonly Token[]): Question | Fault {
  if (!id || !/^[a-z][a-z0-9-]*$/.test(id)) {
    return { problem: 'a question without an id', repair: 'write :::question{id=why-copy}' };
  }
  const list = tokens.findLast((token): token is Tokens.List => token.type === 'list');
  const last = tokens.findLast((token) => token.type !== 'space');
  if (!list || last !== list) {
    return { problem: `question "${id}" does not end with its options`, repair: form };
  }
  const prompt = tokens.slice(0, tokens.indexOf(list)).filter((token) => token.type !== 'space');
  if (prompt.length === 0) return { problem: `question "${id}" asks nothing`, repair: 'ask it' };
  const options = list.items.map(readOption);
  const complete = options.filter((option) => option !== null);
  if (complete.length !== options.length) {
    return { problem: `an option of "${id}" has no box or no reason`, repair: form };
  }
  if (options.length < 2 || !complete.some((option) => option.right)) {
    return {
      problem: `question "${id}" has too few options, or no right one`,
      repair: 'give it two options or more, and mark the right ones with [x]',
    };
  }
  return { id, prompt, options: complete };
}

function readOption(item: Tokens.ListItem): Question['options'][number] | null {
  const reason = item.tokens.find(
    (token): token is Tokens.Blockquote => token.type === 'blockquote',
  );
  const text = item.tokens.filter(
    (token) => token !== reason && token.type !== 'space' && token.type !== 'checkbox',
  );
  if (!item.task || !reason || text.length === 0) return null;
  return { right: item.checked === true, text, reason: reason.tokens };
}

export function questionBlock(question: Question, parser: Parser): Html {
  const several = question.options.filter((option) => option.right).length > 1;
  const block = (tokens: readonly Token[]) => raw(parser.parse([...tokens]));
  const inline = (tokens: readonly Token[]) =>
    raw(parser.parseInline(tokens.flatMap(inlineTokens)));
  return html`<section class="question" id="question-${question.id}" data-question="${question.id}" data-several="${several ? 'yes' : 'no'}" aria-labelledby="question-${question.id}-title question-${question.id}-prompt">
<p class="question-title" id="question-${question.id}-title">${several ? messages.questionSeveral : messages.question}</p>
<div class="question-prompt" id="question-${question.id}-prompt">${block(question.prompt)}</div>
<ul class="question-options">
${question.options.map(
  (
    option,
  ) => html`<li data-right="${option.right ? 'yes' : 'no'}"><details><summary><span class="option-text">${inline(option.text)}</span></summary><div class="option-reason"><strong class="verdict">${option.right ? messages.right : messages.wrong}</strong>${block(option.reason)}</div></details></li>
`,
)}</ul>
</section>
`;
}

/** What stands inside a block token, less the checkbox of a task item, which is ours to draw. */
function inlineTokens(token: Token): Token[] {
  const children = 'tokens' in token && token.tokens ? token.tokens : [token];
  return children.filter((child) => child.type !== 'checkbox');
}
