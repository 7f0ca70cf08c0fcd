// The page for an address that leads nowhere.
import { messages } from '../src/messages.ts';
import { html } from './html.ts';
import { type Assets, layout } from './layout.ts';

export function notFoundPage(assets: Assets): string {
  const { title, text, link } = messages.notFound;
  return layout(
    {
      title: `${title} · ${messages.site}`,
      description: text,
      kind: 'not-found',
      bar: html``,
      body: html`<main id="text" class="home" tabindex="-1">
<header class="home-head"><h1>${title}</h1><p class="lead">${text}</p>
<p><a class="begin" href="/">${link}</a></p></header>
</main>`,
      data: {
        searchUrl: assets.searchUrl,
        lesson: null,
        exercise: null,
        previous: null,
        next: null,
      },
    },
    assets,
  );
}
