// The info string of a fence in lesson.md, such as `c file=kmod/uaccess/uaccess.c region=dispatch`.
import * as z from 'zod';

export const fenceLanguages = ['c', 'ts', 'sh', 'console', 'text', 'make', 'diff', 'json'] as const;
export type FenceLanguage = (typeof fenceLanguages)[number];

export type Fence =
  | { kind: 'file'; language: FenceLanguage; file: string; region: string | null }
  | { kind: 'transcript'; transcript: string; commands: { first: number; last: number } | null }
  | { kind: 'sketch'; language: FenceLanguage; code: string };

export type FenceFault = { problem: string; repair: string };

const info = z.strictObject({
  file: z.string().optional(),
  region: z.string().optional(),
  transcript: z.string().optional(),
  commands: z
    .string()
    .regex(/^\d+(-\d+)?$/)
    .optional(),
  sketch: z.literal(true).optional(),
});

/** Tells what a fence asks for, or what is wrong with it. `body` is the text between the fences. */
export function readFence(infoString: string, body: string): Fence | FenceFault {
  const [word = '', ...rest] = infoString.trim().split(/\s+/);
  const language = fenceLanguages.find((known) => known === word);
  if (!language) {
    return {
      problem: word ? `"${word}" is no language of a fence` : 'a fence without a language',
      repair: `begin it with one of ${fenceLanguages.join(', ')}`,
    };
  }
  const pairs = rest.map((item) => {
    const at = item.indexOf('=');
    return at < 0 ? [item, true] : [item.slice(0, at), item.slice(at + 1)];
  });
  const result = info.safeParse(Object.fromEntries(pairs));
  if (!result.success) {
    return {
      problem: `cannot read the fence "${infoString}"`,
      repair: 'it knows file=, region=, transcript=, commands=2 or commands=2-3, and sketch',
    };
  }
  return choose(language, result.data, body);
}

function choose(
  language: FenceLanguage,
  { file, region, transcript, commands, sketch }: z.infer<typeof info>,
  body: string,
): Fence | FenceFault {
  const sources = [file, transcript, sketch].filter((source) => source !== undefined).length;
  if (sources !== 1) {
    return {
      problem:
        sources === 0 ? 'a fence that names no file' : 'a fence with more than one source of text',
      repair: 'give it exactly one of file=…, transcript=… or the word sketch',
    };
  }
  if (sketch) {
    return body.trim()
      ? { kind: 'sketch', language, code: body }
      : { problem: 'an empty sketch', repair: 'write it, or name a file' };
  }
  if (body.trim()) {
    return {
      problem: 'a fence that names its source and has code of its own',
      repair: 'empty it: the text comes from the file',
    };
  }
  if (transcript !== undefined) {
    if (language !== 'console') {
      return { problem: 'a transcript in another language', repair: 'write ```console' };
    }
    if (region !== undefined)
      return { problem: 'a transcript has no regions', repair: 'use commands=' };
    const [first = 0, last = first] = commands?.split('-').map(Number) ?? [];
    return { kind: 'transcript', transcript, commands: commands ? { first, last } : null };
  }
  if (commands !== undefined) {
    return { problem: 'commands= without a transcript', repair: 'use region= for a file' };
  }
  return { kind: 'file', language, file: file ?? '', region: region ?? null };
}

/** The language of a file of the course, by its ending. */
export function languageOf(file: string): FenceLanguage {
  if (/\.[ch]$/.test(file)) return 'c';
  if (file.endsWith('.ts')) return 'ts';
  return /(Kbuild|Makefile)$/.test(file) ? 'make' : 'text';
}
