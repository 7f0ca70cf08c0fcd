// What this browser keeps, under one prefix. Storage may be full, closed or hold anything.
import type * as z from 'zod/mini';

const prefix = 'crossings.';

/** The kept value, or null when there is none that fits `schema`. */
export function readKept<T>(key: string, schema: z.ZodMiniType<T>): T | null {
  try {
    const text = localStorage.getItem(prefix + key);
    if (text === null) return null;
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/** Keeps `value`; false when the browser refuses. */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(prefix + key);
  } catch {
    // Closed storage keeps nothing, so there is nothing to forget.
  }
}

/** The keys under which something is kept and that begin so. */
export function keptKeys(beginning: string): string[] {
  return Object.keys(keptHere())
    .map((key) => nameOf(key) ?? '')
    .filter((key) => key.startsWith(beginning));
}

/** The key by which this module knows what the browser's storage keeps under `stored`. */
export function nameOf(stored: string): string | null {
  return stored.startsWith(prefix) ? stored.slice(prefix.length) : null;
}

/** Everything that this site keeps in this browser, as text by key. */
export function keptHere(): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(localStorage as Record<string, string>).filter(([key]) =>
        key.startsWith(prefix),
      ),
    );
  } catch {
    return {};
  }
}

/** Forgets everything that this site keeps in this browser. */
export function forgetAll(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) localStorage.removeItem(key);
    }
  } catch {
    // As above.
  }
}
