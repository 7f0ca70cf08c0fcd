// Puts the learner's own measurements beside the recorded ones, as the terminal shows them.
import { announce } from '../announce.ts';
import { messages } from '../messages.ts';
import { keep, readKept } from '../storage.ts';
import { CompareReader, type CompareRun, compareRun } from './compare-lines.ts';
import { comparePicture } from './compare-picture.ts';

const key = 'compare';

type Terminal = { watchTerminal: (see: (bytes: Uint8Array) => void) => void };

/** Does nothing on a page without the figure. */
export function startComparePlot(terminal: Terminal): void {
  const figure = document.querySelector<HTMLElement>('figure[data-compare]');
  if (!figure) return;
  const reference = compareRun.parse(JSON.parse(figure.dataset.compare ?? ''));

  const draw = (own: CompareRun) => {
    for (const [part, drawn] of Object.entries(comparePicture(reference, own))) {
      const place = figure.querySelector(`[data-part="${part}"]`);
      if (place) place.innerHTML = drawn.text;
    }
  };

  const kept = readKept(key, compareRun);
  if (kept) draw(kept);

  const reader = new CompareReader();
  let waiting = 0;
  terminal.watchTerminal((bytes) => {
    const run = reader.see(bytes);
    if (!run || run.results.length === 0) return;
    keep(key, run);
    // The lines come all at once: one drawing for them all.
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      draw(run);
      announce(messages.compare.drawn);
    }, 200);
  });
}
