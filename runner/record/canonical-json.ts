// JSON in one form only, so that a signature over it holds whoever wrote the file out again.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** The value with the keys of its objects sorted and no white space. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.keys(value)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${fields.join(',')}}`;
}
