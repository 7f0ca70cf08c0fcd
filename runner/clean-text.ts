// Text from a student, the compiler or a guest made safe to show, once, where it enters: nothing in it
// steers a terminal, hides other text, or turns its order around.

const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);

/** Escape sequences as a terminal knows them: CSI, OSC and the other strings, two-byte ones. */
const sequence = new RegExp(
  [
    `${esc}\\[[0-?]*[ -/]*[@-~]`,
    `${esc}[\\]PX^_][^${bell}${esc}\n]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** What is left of control characters, marks that reverse the order of text, characters without width. */
const control = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029\u200b\u2060\ufeff]/gu;

/** The text without anything that could steer a terminal or hide text; lines and tabs stay. */
export function cleanText(text: string): string {
  return text.replace(sequence, '').replace(control, '');
}

/** The same on one line, for names. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}
