// Completes package-lock.json: `npm i` leaves out packages for other platforms when the registry in
// use does not carry them, and `npm ci` then refuses the file. Run it after each `npm i`:
//   node runner/setup/complete-lockfile.ts
import { readFile, writeFile } from 'node:fs/promises';

type LockEntry = {
  version?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
};
export type Lockfile = { packages: Record<string, LockEntry> };

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * The lockfile with an entry for each optional package that another entry names by its exact
 * version and that has none. Their platform is read from their names, so that no machine that
 * could install them is needed.
 */
export function completeLockfile<T extends Lockfile>(lock: T): T {
  const added: Record<string, LockEntry> = {};
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const nested = `${path}/node_modules/${name}`;
      const place = `node_modules/${name}`;
      if (place in lock.packages || nested in lock.packages) continue;
      if (!/^\d+\.\d+\.\d+/.test(version)) continue;
      added[place] = {
        version,
        ...platformOf(name),
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
      };
    }
  }
  const all = Object.entries({ ...lock.packages, ...added });
  const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** `cli-linux-x64-musl` → Linux, x64, musl. What is not in the name is left open. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith('musl'));
  return {
    ...(os ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(musl ? { libc: ['musl'] } : {}),
  };
}

if (import.meta.main) {
  const path = new URL('../../package-lock.json', import.meta.url);
  const before = await readFile(path, 'utf8');
  const after = `${JSON.stringify(completeLockfile(JSON.parse(before)), null, 2)}\n`;
  if (after !== before) await writeFile(path, after);
}
