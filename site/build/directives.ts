// The three directives of lesson.md as an extension of marked:
// `:::question{id=x}` … `:::`, `::figure{name=x caption="…"}` and `:term[word]{of=x}`.
import type { MarkedExtension, Parser, RendererThis, Token, TokenizerThis, Tokens } from 'marked';

export type Directive = Tokens.Generic & {
  type: 'container' | 'leaf' | 'term';
  name: string;
  attributes: Record<string, string>;
  /** Of a term: the word as it stands in the text. */
  text: string;
  /** Of a term: the marks right after it, which may not begin a line. */
  after: string;
  tokens: Token[];
};

/** An `attribute=value` list; a value with spaces stands in double quotes. */
export function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', quoted, bare] of text.matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s"]+))/g)) {
    attributes[name] = quoted ?? bare ?? '';
  }
  return attributes;
}

/** marked asks where the next directive may begin, in a text whose first character it cut off. */
function lineStart(source: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(source);
  return found ? found.index + 1 : undefined;
}

type Render = (directive: Directive, parser: Parser) => string;

/** Reads the directives and hands each to `render`, which returns its HTML. */
export function directives(render: Render): MarkedExtension {
  function renderer(this: RendererThis, token: Tokens.Generic): string {
    return render(token as Directive, this.parser);
  }
  return {
    extensions: [
      {
        name: 'container',
        level: 'block',
        start: (source) => lineStart(source, /\n:::[a-z]/),
        tokenizer(this: TokenizerThis, source: string) {
          const match = /^:::([a-z-]+)(?:\{(.*)\})?[ \t]*\n([\s\S]*?)\n:::[ \t]*(?:\n|$)/.exec(
            source,
          );
          if (!match) return undefined;
          const [raw, name = '', attributes = '', body = ''] = match;
          const tokens = this.lexer.blockTokens(body, []);
          return { type: 'container', raw, name, attributes: readAttributes(attributes), tokens };
        },
        childTokens: ['tokens'],
        renderer,
      },
      {
        name: 'leaf',
        level: 'block',
        start: (source) => lineStart(source, /\n::[a-z]/),
        tokenizer(source: string) {
          const match = /^::([a-z-]+)(?:\{(.*)\})?[ \t]*(?:\n|$)/.exec(source);
          if (!match) return undefined;
          const [raw, name = '', attributes = ''] = match;
          return { type: 'leaf', raw, name, attributes: readAttributes(attributes), tokens: [] };
        },
        renderer,
      },
      {
        name: 'term',
        level: 'inline',
        start: (source) => {
          const at = source.indexOf(':term[');
          return at < 0 ? undefined : at;
        },
        tokenizer(source: string) {
          const match = /^:term\[([^\]]+)\](?:\{([^}]*)\})?([,.;:!?)]*)/.exec(source);
          if (!match) return undefined;
          const [raw, text = '', list = '', after = ''] = match;
          const attributes = readAttributes(list);
          return { type: 'term', raw, name: 'term', text, after, attributes };
        },
        renderer,
      },
    ],
  };
}
