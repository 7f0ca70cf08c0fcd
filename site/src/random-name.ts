// Names that nobody else chooses. `crypto.randomUUID` is missing on a page served over plain HTTP.

/** 22 letters and digits of a URL. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, 22);
}
