// The HTML of a fence: code of a file, a sketch, or recorded terminal output.
import type { LessonFile } from '../../lessons/lib/load-lesson.ts';
import { type Region, regionText } from '../../lessons/lib/regions.ts';
import type { TranscriptEntry } from '../../lessons/lib/transcript.ts';
import { messages } from '../src/messages.ts';
import { type FenceLanguage, languageOf } from './fence-info.ts';
import { highlight } from './highlight.ts';
import { escapeHtml, type Html, html, raw } from './html.ts';

/** `opens` tells whether the file is one of the lesson's own, which the editor can open. */
export function fileBlock(file: LessonFile, region: Region | null, opens: boolean): Html {
  const text = region ? regionText(file, region) : file.text.replace(/\n+$/, '');
  const first = region?.firstLine ?? 1;
  const last = region?.lastLine ?? text.split('\n').length;
  const label = messages.linesOf(file.name, first, last);
  const title = html`<span class="code-name">${file.name}</span><span class="code-lines"><span class="visually-hidden">${messages.lines}</span>${first}–${last}</span>`;
  return html`<figure class="code">
<figcaption>${
    opens
      ? html`<a href="#${file.name}:L${first}-L${last}" data-open="${file.name}" data-line="${first}" data-last="${last}">${title}</a>`
      : html`<span class="code-place" title="${file.path}">${title}</span>`
  }<button type="button" class="copy" data-copy hidden>${messages.copy}<span class="visually-hidden"> ${label}</span></button></figcaption>
<pre tabindex="0" role="group" aria-label="${label}"><code>${raw(highlight(text, languageOf(file.name)))}</code></pre>
</figure>`;
}

export function sketchBlock(code: string, language: FenceLanguage): Html {
  return html`<figure class="code sketch">
<figcaption><span class="code-place">${messages.sketch}</span></figcaption>
<pre tabindex="0" role="group" aria-label="${messages.sketch}"><code>${raw(highlight(code, language))}</code></pre>
</figure>`;
}

export type TranscriptKind = {
  /** False where the commands are typed outside the guest. */
  runnable: boolean;
  /** Name of the files to run it with, where they are not the lesson's own. */
  variant: string | null;
};

export function transcriptBlock(
  name: string,
  entries: readonly TranscriptEntry[],
  { runnable, variant }: TranscriptKind,
): Html {
  const kind = entries.some(({ output }) => isTable(output)) ? 'console console-table' : 'console';
  return html`<figure class="${kind}" data-transcript="${name}">
<figcaption><span class="code-place">${runnable ? messages.recorded : messages.recordedCompiler}</span><button type="button" class="copy" data-copy-commands hidden>${messages.copy}<span class="visually-hidden">${messages.theCommands}</span></button></figcaption>
<pre tabindex="0" role="group" aria-label="${messages.recordedOutput}"><code>${entries.map(
    ({ command, output }) =>
      html`<span class="command"><span class="prompt" aria-hidden="true">$ </span><span class="command-text">${raw(commandHtml(command))}</span>${runnable && runButton(command, variant)}</span>
${
  output === ''
    ? ''
    : html`<span class="output">${raw(outputHtml(output))}</span>
`
}`,
  )}</code></pre>
</figure>`;
}

/** Three columns or more, in three lines or more: they say nothing when they are not below each other. */
function isTable(output: string): boolean {
  const gaps = (line: string) => line.match(/\S {2,}(?=\S)/g)?.length ?? 0;
  return output.split('\n').filter((line) => gaps(line) >= 2).length >= 3;
}

/** An option stays in one piece: a line would break after its hyphens. */
function commandHtml(command: string): string {
  return escapeHtml(command).replaceAll(
    /(?<=\s)-[\w-]+/g,
    '<span class="command-option">$&</span>',
  );
}

/** Wide gaps between columns are marked, so that a narrow page can close them. */
function outputHtml(output: string): string {
  return escapeHtml(output).replaceAll(/(?<=\S)( {4,})(?=\S)/g, '<span class="gap">$1</span>');
}

function runButton(command: string, variant: string | null): Html {
  return html`<button type="button" class="run-command" data-command="${command}" ${variant === null ? '' : html`data-variant="${variant}" `}hidden>${messages.runCommand}<span class="visually-hidden">${messages.inTheTerminal(command)}</span></button>`;
}
