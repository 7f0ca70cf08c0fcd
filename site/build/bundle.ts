// Builds the page's scripts, styles and fonts with Vite, and tells their hashed addresses.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { buildEntry } from './build-entry.ts';

const entry = 'main.ts';

const manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).optional(),
    assets: z.array(z.string()).optional(),
  }),
);

export type Bundle = { script: string; styles: string[]; fonts: string[] };

/** Writes hashed files into `<outDir>/assets`. */
export async function bundle(outDir: string): Promise<Bundle> {
  await buildEntry(entry, outDir, {
    base: '/',
    build: {
      manifest: 'manifest.json',
      // A data: URL would need a hole in the content policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // CodeMirror and xterm are big, and load when they are needed.
      chunkSizeWarningLimit: 800,
    },
  });
  const file = await readFile(path.join(outDir, 'manifest.json'), 'utf8');
  const built = manifest.parse(JSON.parse(file))[entry];
  if (!built) throw new Error(`Vite's manifest knows no ${entry}.`);
  const fonts = (built.assets ?? []).filter((asset) =>
    /(serif-4|sans-3).*normal.*\.woff2$/.test(asset),
  );
  return {
    script: `/${built.file}`,
    styles: (built.css ?? []).map((style) => `/${style}`),
    fonts: fonts.map((font) => `/${font}`),
  };
}
