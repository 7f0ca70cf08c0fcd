// Inlines a lesson's SVG figure, with its text twin to unfold below it.
import { messages } from '../src/messages.ts';
import { escapeHtml, type Html, html, raw } from './html.ts';

export type FigureSource = { svg: string; twin: string };
type Fault = { problem: string; repair: string };

const forbidden: readonly [RegExp, string][] = [
  [/<script/i, 'a script'],
  [/<style/i, 'a <style> element'],
  [/<foreignObject/i, 'a foreignObject'],
  [/\son[a-z]+\s*=/i, 'an event handler'],
  [/\sstyle\s*=/i, 'a style attribute'],
  [/\s(fill|stroke|color)\s*=\s*"(?!none")/i, 'a colour'],
  [/\b(href|src)\s*=\s*"(?!#)/i, 'a reference to something outside'],
  [/@import|url\((?!#)/i, 'a reference to something outside'],
];

/** What hinders the SVG from being shown, or null. */
export function figureFault(svg: string): Fault | null {
  const found = forbidden.find(([pattern]) => pattern.test(svg));
  if (found) {
    return {
      problem: `holds ${found[1]}`,
      repair: 'use the fig-… classes of lessons/AUTHORING.md',
    };
  }
  const open = /<svg\b[^>]*>/.exec(svg)?.[0];
  if (!open || !/viewBox="0 0 [\d.]+ [\d.]+"/.test(open) || /\s(width|height)=/.test(open)) {
    return {
      problem: 'has no plain viewBox, or a size of its own',
      repair: 'open it with <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 320">',
    };
  }
  if (!/<svg\b[^>]*>\s*<title>[^<]+<\/title>\s*<desc>[^<]+<\/desc>/.test(svg)) {
    return {
      problem: 'does not begin with <title> and <desc>',
      repair: 'say in both what the figure shows',
    };
  }
  return null;
}

/** The figure with its caption and its text twin. `twinHtml` is the twin's rendered markdown. */
export function figureBlock(name: string, svg: string, caption: string, twinHtml: string): Html {
  const width = /viewBox="0 0 ([\d.]+)/.exec(svg)?.[1] ?? '720';
  return html`<figure class="figure" id="figure-${name}">
<div class="figure-scroll" data-width="${width}" tabindex="0" role="group" aria-labelledby="figure-${name}-t">${raw(inlineSvg(name, svg))}</div>
${caption ? html`<figcaption>${raw(caption)}</figcaption>` : ''}
<details class="twin"><summary>${messages.figureInWords}</summary>${raw(twinHtml)}</details>
</figure>`;
}

/** Ids made unique on the page, title and description bound to the image. */
function inlineSvg(name: string, svg: string): string {
  const prefix = `figure-${escapeHtml(name)}-`;
  const own = [...svg.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1] ?? '');
  let text = svg.slice(svg.indexOf('<svg'));
  for (const id of own) {
    text = text
      .replaceAll(`id="${id}"`, `id="${prefix}${id}"`)
      .replaceAll(`url(#${id})`, `url(#${prefix}${id})`)
      .replaceAll(`href="#${id}"`, `href="#${prefix}${id}"`);
  }
  return (
    text
      .replace('<svg', `<svg role="img" aria-labelledby="${prefix}t" aria-describedby="${prefix}d"`)
      // Nothing more is made curly: what else is quoted in a figure is code.
      .replaceAll(/(?<=\w)'(?=s\b)/g, '’')
      .replace('<title>', `<title id="${prefix}t">`)
      .replace('<desc>', `<desc id="${prefix}d">`)
      .trim()
  );
}
