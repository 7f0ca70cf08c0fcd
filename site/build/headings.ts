// The headings of a text: each gets an id of its own, and a link to itself beside it.
import GithubSlugger from 'github-slugger';
import type { MarkedExtension, Tokens } from 'marked';
import { messages } from '../src/messages.ts';
import { escapeHtml } from './html.ts';
import { plainText } from './plain-text.ts';

export type HeadingName = { id: string; text: string };

/** Names headings in the order they are given; a second heading of the same words gets a number. */
export function headingNames(
  headings: readonly Tokens.Heading[],
): Map<Tokens.Heading, HeadingName> {
  const slugger = new GithubSlugger();
  return new Map(
    headings.map((heading) => {
      const text = plainText(heading).trim();
      return [heading, { id: slugger.slug(text.toLowerCase()), text }];
    }),
  );
}

/** Draws headings with their links. The link stands beside the heading, so it's no part of its name. */
export function linkedHeadings(nameOf: (heading: Tokens.Heading) => HeadingName): MarkedExtension {
  return {
    renderer: {
      heading(token) {
        const { id, text } = nameOf(token);
        const level = `h${token.depth}`;
        const heading = `<${level} id="${id}">${this.parser.parseInline(token.tokens)}</${level}>`;
        const link = `<a class="heading-link" href="#${id}" aria-label="${escapeHtml(messages.linkTo(text))}">#</a>`;
        return `<div class="heading">${heading}${link}</div>\n`;
      },
    },
  };
}
