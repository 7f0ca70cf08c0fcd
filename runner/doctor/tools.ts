// The programs that Crossings runs, with their versions.
import { existsSync } from 'node:fs';
import { exec } from 'tinyexec';

export type Tool = {
  name: string;
  /** First line of what it says about itself; null where it is missing. */
  version: string | null;
  /** Debian package that brings it. */
  package: string;
  /** `tests`: only `npm test` needs it. */
  neededFor: 'everything' | 'tests';
};

const tools: Omit<Tool, 'version'>[] = [
  { name: 'qemu-system-x86_64', package: 'qemu-system-x86', neededFor: 'everything' },
  { name: 'bwrap', package: 'bubblewrap', neededFor: 'everything' },
  { name: 'mmdebstrap', package: 'mmdebstrap', neededFor: 'everything' },
  { name: 'mksquashfs', package: 'squashfs-tools', neededFor: 'everything' },
  { name: 'cpio', package: 'cpio', neededFor: 'everything' },
  { name: 'xz', package: 'xz-utils', neededFor: 'everything' },
  { name: 'setpriv', package: 'util-linux', neededFor: 'everything' },
  { name: 'chromium', package: 'chromium', neededFor: 'tests' },
];

const versionFlags: Record<string, string> = { mksquashfs: '-version' };

/** Asks every tool for its version. */
export function findTools(): Promise<Tool[]> {
  return Promise.all(tools.map(async (tool) => ({ ...tool, version: await versionOf(tool.name) })));
}

async function versionOf(name: string): Promise<string | null> {
  // Asking chromium starts half a browser; whether it is there is enough.
  if (name === 'chromium') return existsSync('/usr/bin/chromium') ? 'installed' : null;
  try {
    const { stdout, stderr } = await exec(name, [versionFlags[name] ?? '--version']);
    return `${stdout}\n${stderr}`.trim().split('\n')[0] ?? '';
  } catch {
    return null;
  }
}
