// The frame of every page: head, bar, dialogs.
import { messages } from '../src/messages.ts';
import type { PageData } from '../src/page-data.ts';
import { type Html, html, raw } from './html.ts';

/** Addresses of what Vite built, and the inline script. */
export type Assets = {
  script: string;
  styles: readonly string[];
  /** Fonts needed for the first paint. */
  fonts: readonly string[];
  icon: string;
  /** Text of the inline script that settles the theme. */
  early: string;
  searchUrl: string;
};

export type Page = {
  title: string;
  description: string;
  /** For CSS: `home` or `lesson`. */
  kind: string;
  /** Between brand and tools. */
  bar: Html;
  body: Html;
  data: PageData;
};

export function layout(page: Page, assets: Assets): string {
  const { search, help, theme } = messages;
  const document = html`<!doctype html>
<html lang="${messages.language}" data-page="${page.kind}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<meta name="description" content="${page.description}">
<meta name="color-scheme" content="light dark">
<script>${raw(assets.early)}</script>
${assets.fonts.map((font) => html`<link rel="preload" href="${font}" as="font" type="font/woff2" crossorigin>\n`)}
${assets.styles.map((style) => html`<link rel="stylesheet" href="${style}">\n`)}
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<script type="module" src="${assets.script}"></script>
</head>
<body>
<a class="skip" href="#text">${messages.skipToText}</a>
${page.data.lesson ? html`<a class="skip" href="#workspace">${messages.skipToWorkspace}</a>` : ''}
<svg class="sprite" aria-hidden="true" width="0" height="0"><defs>
<marker id="arrow" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="fig-head" d="M0 0.8 L9 5 L0 9.2 z"/></marker>
</defs></svg>
<header class="bar">
<a class="brand" href="/">${brandMark()}<span>${messages.site}</span></a>
${page.bar}
<div class="tools">
${page.data.lesson ? html`<a class="tool to-workspace" href="#workspace">${messages.workspace.label}</a>` : ''}
<button type="button" id="search" class="tool" aria-keyshortcuts="Control+K /">${icons.search}<span>${search.open}</span></button>
<button type="button" id="theme" class="tool" aria-label="${theme.auto}">${icons.theme}</button>
<button type="button" id="help" class="tool" aria-label="${help.open}" title="${help.open}" aria-keyshortcuts="?">${icons.help}</button>
</div>
</header>
${page.body}
<dialog id="search-dialog" class="dialog" aria-labelledby="search-title"></dialog>
<dialog id="help-dialog" class="dialog" aria-labelledby="help-title"></dialog>
<div id="announce" class="visually-hidden" role="status"></div>
<script type="application/json" id="page-data">${raw(JSON.stringify(page.data).replaceAll('<', '\\u003c'))}</script>
</body>
</html>
`;
  return document.text;
}

/** Two sides and the way across: user space, boundary, kernel. */
export function brandMark(): Html {
  return html`<svg class="mark" viewBox="0 0 28 20" aria-hidden="true"><path class="mark-user" d="M1 2h9v16H1z"/><path class="mark-kernel" d="M18 2h9v16h-9z"/><path class="mark-way" d="M5 10h16m-4-4 4 4-4 4"/></svg>`;
}

const icon = (path: string, className: string) =>
  html`<svg class="icon ${className}" viewBox="0 0 20 20" aria-hidden="true"><path d="${path}"/></svg>`;

const icons = {
  search: icon('M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zm4 9.5 4 4', 'stroke'),
  help: icon(
    'M7.2 7.4a2.8 2.8 0 1 1 4 2.7c-.8.4-1.2 1-1.2 2m0 2.6v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z',
    'stroke',
  ),
  theme: html`<svg class="icon theme-icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7" class="ring"/><path class="half" d="M10 3a7 7 0 0 1 0 14z"/><circle class="whole" cx="10" cy="10" r="7"/></svg>`,
};
