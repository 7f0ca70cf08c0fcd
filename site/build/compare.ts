// `::compare{transcript=x}`: the figures of a recorded run, drawn, with room for the learner's own.
import type { TranscriptEntry } from '../../lessons/lib/transcript.ts';
import { messages } from '../src/messages.ts';
import { CompareReader, type CompareRun } from '../src/reading/compare-lines.ts';
import { comparePicture } from '../src/reading/compare-picture.ts';
import { type Html, html } from './html.ts';

/** The run that a transcript recorded, or null where it recorded none. */
export function recordedRun(entries: readonly TranscriptEntry[]): CompareRun | null {
  const text = entries.map(({ output }) => `${output}\n`).join('');
  const run = new CompareReader().read(text);
  return run && run.results.length > 0 ? run : null;
}

export function compareBlock(run: CompareRun, caption: Html): Html {
  const { legend, plot, table } = comparePicture(run, null);
  return html`<figure class="figure compare" id="figure-compare" data-compare="${JSON.stringify(run)}">
<div data-part="legend">${legend}</div>
<div class="figure-scroll" data-part="plot" tabindex="0" role="group" aria-label="${messages.compare.title}">${plot}</div>
<figcaption>${caption}</figcaption>
<details class="twin"><summary>${messages.compare.asTable}</summary><div data-part="table">${table}</div></details>
</figure>`;
}
