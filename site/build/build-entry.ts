// Builds one entry of site/src with Vite.
import path from 'node:path';
import { build, type InlineConfig, mergeConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '../src');

/**
 * Writes what Vite makes of `entry` into `outDir`, beside what is there.
 * @param entry a file of site/src
 * @param own what this entry has beside what all have
 */
export async function buildEntry(entry: string, outDir: string, own: InlineConfig): Promise<void> {
  const common: InlineConfig = {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: {
        input: path.join(root, entry),
        // A slow machine is no fault to warn of.
        checks: { pluginTimings: false },
      },
    },
  };
  await build(mergeConfig(common, own));
}
