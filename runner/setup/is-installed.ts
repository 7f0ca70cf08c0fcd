// Exits with 0 when node_modules holds what package-lock.json asks for, by npm's own record of what
// it installed. So a developer's `npm i` needs no second installation.
import { readFileSync } from 'node:fs';
import type { Lockfile } from './complete-lockfile.ts';

/** Whether `installed` (npm's node_modules/.package-lock.json) is the installation of `wanted`. */
export function isInstallationOf(installed: Lockfile, wanted: Lockfile): boolean {
  const same = Object.entries(installed.packages).every(([path, { version, integrity }]) => {
    const entry = wanted.packages[path];
    return entry?.version === version && entry?.integrity === integrity;
  });
  // Optional ones are those of other platforms.
  const needed = Object.entries(wanted.packages).filter(
    ([path, entry]) => path !== '' && !entry.optional,
  );
  return same && needed.every(([path]) => path in installed.packages);
}

if (import.meta.main) {
  const read = (path: string): Lockfile =>
    JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
  const installed = isInstallationOf(
    read('node_modules/.package-lock.json'),
    read('package-lock.json'),
  );
  process.exitCode = installed ? 0 : 1;
}
