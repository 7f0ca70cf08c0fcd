// Progress on the terminal: one line that is written over; plain lines where it is not a terminal.

/** Shows progress on standard error; call `end` before anything else is printed. */
export function printProgress(stream: NodeJS.WriteStream = process.stderr): {
  show(what: string, percent: number | null): void;
  end(): void;
} {
  let last = '';
  return {
    show(what, percent) {
      const line = percent === null ? what : `${what} … ${percent} %`;
      if (line === last) return;
      if (stream.isTTY) stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}`);
      else if (stepOf(line) !== stepOf(last)) stream.write(`${line}\n`);
      last = line;
    },
    end() {
      if (stream.isTTY && last !== '') stream.write('\r\u001b[K');
      last = '';
    },
  };
}

/** What a line is about, without its numbers: in a log file every step has one line, not a hundred. */
function stepOf(line: string): string {
  return line.replace(/[\d.]+/g, '');
}
