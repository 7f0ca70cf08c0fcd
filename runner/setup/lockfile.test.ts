import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeLockfile, type Lockfile } from './complete-lockfile.ts';
import { isInstallationOf } from './is-installed.ts';

const lock: Lockfile = {
  packages: {
    '': {},
    'node_modules/linter': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { '@linter/win32-x64': '2.0.0', '@linter/linux-x64-musl': '2.0.0' },
    },
    'node_modules/server': { version: '1.0.0', integrity: 'sha512-a' },
  },
};

describe('completeLockfile', () => {
  it('gives each optional package an entry with its platform', () => {
    const complete = completeLockfile(lock);
    expect(complete.packages['node_modules/@linter/win32-x64']).toEqual({
      version: '2.0.0',
      os: ['win32'],
      cpu: ['x64'],
      dev: true,
      optional: true,
    });
    expect(complete.packages).toMatchObject({
      'node_modules/@linter/linux-x64-musl': { libc: ['musl'] },
    });
    expect(completeLockfile(complete)).toEqual(complete);
  });

  it('has nothing to add to the lockfile of this repository, which names no registry', () => {
    const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
    const ours: Lockfile = JSON.parse(text);
    const missing = Object.keys(completeLockfile(ours).packages).filter(
      (path) => !(path in ours.packages),
    );
    expect(missing, 'run `node runner/setup/complete-lockfile.ts`').toEqual([]);
    expect(text).not.toContain('"resolved"');
  });
});

describe('isInstallationOf', () => {
  const installed: Lockfile = {
    packages: {
      'node_modules/linter': { version: '2.0.0' },
      'node_modules/server': { version: '1.0.0', integrity: 'sha512-a' },
    },
  };

  it('leaves out optional packages of other platforms', () => {
    expect(isInstallationOf(installed, completeLockfile(lock))).toBe(true);
  });

  it('notices a missing package and another version', () => {
    const { 'node_modules/server': server, ...rest } = installed.packages;
    expect(isInstallationOf({ packages: rest }, lock)).toBe(false);
    const other = { ...rest, 'node_modules/server': { ...server, version: '1.0.1' } };
    expect(isInstallationOf({ packages: other }, lock)).toBe(false);
  });
});
