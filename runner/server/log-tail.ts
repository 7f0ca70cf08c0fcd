// The end of a guest's kernel log, kept for a page that comes back.

export type LogTail = {
  add(lines: readonly string[]): void;
  /** What is kept, oldest first. */
  lines(): string[];
  clear(): void;
};

/**
 * @param mostLines lines kept at most
 * @param mostCharacters characters kept at most; a single longer line is kept in part
 */
export function logTail(mostLines: number, mostCharacters: number): LogTail {
  let kept: string[] = [];
  let characters = 0;
  return {
    add(lines) {
      for (const line of lines) {
        const short = line.slice(0, mostCharacters);
        kept.push(short);
        characters += short.length;
      }
      let forgotten = 0;
      while (kept.length - forgotten > mostLines || characters > mostCharacters) {
        characters -= kept[forgotten]?.length ?? 0;
        forgotten += 1;
      }
      if (forgotten > 0) kept = kept.slice(forgotten);
    },
    lines: () => [...kept],
    clear() {
      kept = [];
      characters = 0;
    },
  };
}
