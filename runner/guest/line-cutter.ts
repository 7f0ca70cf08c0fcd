// A stream of text into lines, in memory that does not grow with what a guest or emulator sends.

/**
 * Cuts a stream into lines. Of a longer line the first `most` characters are kept, the same ones
 * however the stream is cut.
 * @returns a function that takes a piece of text and returns the lines that it completed
 */
export function lineCutter(most: number): (text: string) => string[] {
  let parts: string[] = [];
  let length = 0;

  function add(piece: string): void {
    if (length >= most || piece === '') return;
    const kept = piece.slice(0, most - length);
    // A copy: a slice would keep all of the text alive that it was cut from.
    parts.push(kept.length < piece.length ? Buffer.from(kept).toString() : kept);
    length += kept.length;
  }

  return (text) => {
    const lines: string[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      add(text.slice(from, at));
      lines.push(parts.join(''));
      parts = [];
      length = 0;
      from = at + 1;
    }
    add(text.slice(from));
    return lines;
  };
}
