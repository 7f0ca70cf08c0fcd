// Highlights code at build time. Colours are classes (`t-keyword` …), so that light and dark, the
// static page and the live editor share one palette, and the content policy needs no inline style.

import { createHighlighterCore, type ShikiTransformer, type ThemeRegistration } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import langC from 'shiki/langs/c.mjs';
import langDiff from 'shiki/langs/diff.mjs';
import langJson from 'shiki/langs/json.mjs';
import langMake from 'shiki/langs/make.mjs';
import langSh from 'shiki/langs/shellscript.mjs';
import langTs from 'shiki/langs/typescript.mjs';
import type { FenceLanguage } from './fence-info.ts';

const scopes: Record<string, string[]> = {
  comment: ['comment', 'punctuation.definition.comment'],
  string: ['string', 'punctuation.definition.string', 'string.template'],
  escape: ['constant.character.escape', 'constant.other.placeholder'],
  number: [
    'constant.numeric',
    'constant.language',
    'support.constant',
    'constant.other',
    'keyword.other.unit',
  ],
  keyword: [
    'keyword',
    'storage.modifier',
    'storage.type',
    'variable.language',
    // `new`, `typeof`, `instanceof`, `in`, which the grammar counts among the operators.
    'keyword.operator.new',
    'keyword.operator.expression',
  ],
  plain: [
    'keyword.operator',
    'storage.type.function.arrow',
    'meta.brace',
    'meta.template.expression',
  ],
  type: [
    'storage.type.built-in',
    'storage.type.primitive',
    'support.type',
    'entity.name.type',
    'entity.name.class',
    'keyword.operator.sizeof',
  ],
  macro: [
    'keyword.control.directive',
    'punctuation.definition.directive',
    'entity.name.function.preprocessor',
    'meta.preprocessor',
  ],
  function: ['entity.name.function', 'support.function'],
  inserted: ['markup.inserted'],
  deleted: ['markup.deleted'],
};

const theme: ThemeRegistration = {
  name: 'crossings',
  type: 'light',
  fg: 'var(--t-plain)',
  bg: 'var(--t-ground)',
  settings: Object.entries(scopes).map(([name, scope]) => ({
    scope,
    settings: { foreground: `var(--t-${name})` },
  })),
};

const grammars: Record<FenceLanguage, string> = {
  c: 'c',
  ts: 'typescript',
  sh: 'shellscript',
  console: 'text',
  text: 'text',
  make: 'make',
  diff: 'diff',
  json: 'json',
};

const highlighter = await createHighlighterCore({
  themes: [theme],
  langs: [langC, langTs, langSh, langMake, langDiff, langJson],
  engine: createJavaScriptRegexEngine(),
});

const styleToClass: ShikiTransformer = {
  span(node) {
    const name = /var\(--t-(\w+)\)/.exec(String(node.properties.style ?? ''))?.[1];
    delete node.properties.style;
    if (name && name !== 'plain') node.properties.class = `t-${name}`;
  },
};

/** The inside of a `<code>`: spans with classes, lines joined by \n, everything escaped. */
export function highlight(code: string, language: FenceLanguage): string {
  return highlighter
    .codeToHtml(code, {
      lang: grammars[language],
      theme: 'crossings',
      structure: 'inline',
      transformers: [styleToClass],
      // Shiki gives a line up after half a second, which a busy machine may need for the first one.
      tokenizeTimeLimit: 0,
    })
    .replaceAll('<br>', '\n')
    .replaceAll(/<span>([^<]*)<\/span>/g, '$1');
}
