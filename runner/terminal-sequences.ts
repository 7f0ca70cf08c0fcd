// Which control sequences a guest may send to the learner's terminal: an allow list, as data.
// What moves the cursor, colours, erases or switches screens is in it, since bash, less and nano
// live from it. What makes a terminal answer, write the clipboard, show a link or a title is not.

/** Single control bytes: bell, backspace, tab, line feed, vertical tab, form feed, return. */
export const passingControls: ReadonlySet<number> = new Set([7, 8, 9, 10, 11, 12, 13]);

/** `ESC x`: save and restore, index, next line, tab stop, reverse index, keypad modes, reset. */
export const passingEscapes: ReadonlySet<string> = new Set([...'78DEHM=>c']);

/** `ESC ( B` and the like choose a character set; nothing else with an intermediate byte passes. */
const charset = /^[()*+][012AB<>]$/;

/** `CSI n;n x` without prefix: cursor, erase, insert, delete, scroll, repeat, tab, colour, margins. */
const plainFinals: ReadonlySet<string> = new Set([...'@ABCDEFGHIJKLMPSTXZ`abdefgmr']);

/** `CSI 4 h`, `CSI 20 h`: insert mode and line-feed mode. */
const plainModes: ReadonlySet<string> = new Set(['4', '20']);

/**
 * `CSI ? n h`: cursor keys, origin, wrap, cursor blink and visibility, keypad, mouse on request,
 * other screen, bracketed paste, synchronised output. Not 1004: it answers when the focus moves.
 */
const privateModes: ReadonlySet<string> = new Set(
  [1, 6, 7, 12, 25, 45, 47, 66, 1000, 1002, 1006, 1047, 1048, 1049, 2004, 2026].map(String),
);

/** Longer numbers have no use, and as a repeat count they are an attack. */
const parameters = /^\d{0,5}([;:]\d{0,5})*$/;

/** `ESC`, intermediate bytes and the final one, as text without the `ESC`; true when it may pass. */
export function escapePasses(sequence: string): boolean {
  return sequence.length === 1 ? passingEscapes.has(sequence) : charset.test(sequence);
}

/**
 * What is left of a control sequence.
 * @param body the bytes after `CSI`, without the final one
 * @param final the final byte
 * @returns the body that may pass, or null when nothing may
 */
export function controlSequenceBody(body: string, final: string): string | null {
  if (body.startsWith('?')) return privateBody(body.slice(1), final);
  if (body.endsWith(' ')) return final === 'q' && parameters.test(body.slice(0, -1)) ? body : null;
  if (body === '!') return final === 'p' ? body : null;
  if (!parameters.test(body)) return null;
  if (final === 'h' || final === 'l') return keepModes(body, plainModes);
  if (final === 'u' || final === 's') return body === '' ? body : null;
  return plainFinals.has(final) ? body : null;
}

function privateBody(numbers: string, final: string): string | null {
  if (!parameters.test(numbers)) return null;
  if (final === 'J' || final === 'K') return `?${numbers}`;
  if (final !== 'h' && final !== 'l') return null;
  const kept = keepModes(numbers, privateModes);
  return kept === null ? null : `?${kept}`;
}

function keepModes(numbers: string, allowed: ReadonlySet<string>): string | null {
  const kept = numbers.split(';').filter((mode) => allowed.has(mode));
  return kept.length === 0 ? null : kept.join(';');
}
