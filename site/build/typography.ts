// Quotation marks and apostrophes as printers set them, in running text and never in code.

/** `"a" isn't 'b'` → “a” isn’t ‘b’. `text` is one stretch of text between other markup. */
export function curly(text: string): string {
  return text.replaceAll(/["']/g, (mark, at: number) => {
    const before = text[at - 1] ?? '';
    const after = text[at + 1] ?? '';
    const opens =
      /[\s([{–—“‘]/.test(before) ||
      (before === '' && mark === '"' && /[^\s.,;:!?)\]}]/.test(after));
    if (mark === '"') return opens ? '“' : '”';
    return opens && !/\d/.test(after) ? '‘' : '’';
  });
}
