// Fills the directives of lesson.md: figures, questions, terms.
import { Marked, type Parser } from 'marked';
import { ContentError } from '../../lessons/lib/content-error.ts';
import { readTranscript } from '../../lessons/lib/transcript.ts';
import { compareBlock, recordedRun } from './compare.ts';
import type { Directive } from './directives.ts';
import { figureBlock, figureFault } from './figure.ts';
import { html, raw } from './html.ts';
import { prose } from './prose.ts';
import { questionBlock, readQuestion } from './question.ts';
import type { Weaving } from './weaving.ts';

/** Captions and the words of figures. */
const marked = new Marked(prose);

export function renderDirective(weaving: Weaving, directive: Directive, parser: Parser): string {
  if (directive.type === 'term') return renderTerm(weaving, directive);
  const name = `${directive.type === 'leaf' ? '::' : ':::'}${directive.name}`;
  if (name === '::figure') return renderFigure(weaving, directive);
  if (name === '::compare')
    return weaving.guarded(directive, () => renderCompare(weaving, directive));
  if (name === ':::question') return renderQuestion(weaving, directive, parser);
  return weaving.fault(directive, `no directive ${name}`, 'use ::figure, :::question or :term[…]');
}

function renderFigure(weaving: Weaving, directive: Directive): string {
  const { name = '', caption = '', ...others } = directive.attributes;
  const figure = weaving.source.figures.get(name);
  weaving.figures.add(name);
  if (!figure?.svg) {
    const repair = `make ${weaving.path(`figures/${name || 'name'}.svg`)} and its .md`;
    return weaving.fault(directive, `no figure "${name}"`, repair);
  }
  if (Object.keys(others).length > 0) {
    return weaving.fault(directive, 'a figure knows name= and caption= only', 'take the rest out');
  }
  const wrong = figureFault(figure.svg);
  if (wrong) {
    const file = weaving.path(`figures/${name}.svg`);
    weaving.errors.push(new ContentError({ file }, wrong.problem, wrong.repair));
  }
  if (!figure.twin.trim()) {
    const file = weaving.path(`figures/${name}.md`);
    const repair = 'write there in words what the figure shows';
    weaving.errors.push(new ContentError({ file }, 'missing or empty', repair));
  }
  const captionHtml = marked.parseInline(caption, { async: false });
  return figureBlock(name, figure.svg, captionHtml, marked.parse(figure.twin, { async: false }))
    .text;
}

function renderCompare(weaving: Weaving, directive: Directive): string {
  const { transcript = '', caption = '' } = directive.attributes;
  const recorded = weaving.source.transcripts.get(transcript);
  const file = weaving.path(`transcripts/${transcript}.console`);
  const run = recorded === undefined ? null : recordedRun(readTranscript(recorded, file));
  if (!run) {
    return weaving.fault(
      directive,
      `no measurements in ${file}`,
      'name a transcript that has some',
    );
  }
  return compareBlock(run, raw(marked.parseInline(caption, { async: false }))).text;
}

function renderQuestion(weaving: Weaving, directive: Directive, parser: Parser): string {
  const question = readQuestion(directive.attributes.id, directive.tokens);
  if ('problem' in question) return weaving.fault(directive, question.problem, question.repair);
  if (weaving.questions.has(question.id)) {
    return weaving.fault(directive, `a second question "${question.id}"`, 'rename one of them');
  }
  weaving.questions.add(question.id);
  return questionBlock(question, parser).text;
}

function renderTerm(weaving: Weaving, directive: Directive): string {
  const term = (directive.attributes.of ?? directive.text).toLowerCase();
  const meaning = weaving.tools.glossary.get(term);
  if (meaning === undefined) {
    const repair = `add "## ${term}" to lessons/glossary.md`;
    return weaving.fault(directive, `"${term}" is not in the glossary`, repair);
  }
  const count = (weaving.terms.get(term) ?? 0) + 1;
  weaving.terms.set(term, count);
  const prefix = weaving.source.termPrefix ?? '';
  const id = `${prefix}term-${term.replaceAll(/[^a-z0-9]+/g, '-')}-${count}`;
  return html`<span class="term-and-mark"><button type="button" class="term" popovertarget="${id}">${directive.text}</button>${directive.after}</span><span class="meaning" id="${id}" popover><strong>${term}</strong> ${raw(meaning)}</span>`
    .text;
}
