// Text from a guest, a compiler, or a path, made fit for a message, a page, or a terminal.

/** Control characters but tab and line feed, and the marks that reverse the order of text. */
const unreadable = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The text without what could steer a terminal or hide what it says. */
export function readableText(text: string): string {
  return text.replace(unreadable, '');
}
