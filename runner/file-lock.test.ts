import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFile, tryLockFile } from './file-lock.ts';
import type { LockHolder } from './lock-holder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossings-lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('lockFile', () => {
  it('is held by one, and given on at release', async () => {
    const path = join(folder, 'sub', 'a');
    const first = await lockFile(path);
    expect(tryLockFile(path)).toBeUndefined();
    let waits = 0;
    const second = lockFile(path, {
      onWait: () => {
        waits += 1;
        first.release();
      },
    });
    (await second).release();
    expect(waits).toBe(1);
  });

  it('tells those who wait who holds it, what it does, and for how long', async () => {
    const path = join(folder, 'noted');
    const first = await lockFile(path);
    first.note('booting, 12 s of its time');
    const heard: (LockHolder | undefined)[] = [];
    const second = lockFile(path, {
      onWait: (holder) => {
        heard.push(holder);
        first.release();
      },
    });
    (await second).release();
    expect(heard[0]).toMatchObject({ pid: process.pid, step: 'booting, 12 s of its time' });
  });

  it('is held by many when it is shared', () => {
    const path = join(folder, 'd');
    const [one, two] = [tryLockFile(path, 'shared'), tryLockFile(path, 'shared')];
    expect(one && two).toBeDefined();
    expect(tryLockFile(path)).toBeUndefined();
    one?.release();
    two?.release();
    tryLockFile(path)?.release();
    expect(tryLockFile(path, 'shared')).toBeDefined();
  });

  it('is free again when its holder was killed', async () => {
    const path = join(folder, 'b');
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { tryLockFile } from ${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))};
       console.log(tryLockFile(${JSON.stringify(path)}) ? 'held' : 'busy');
       setInterval(() => {}, 1000);`,
    ]);
    const [said] = await once(holder.stdout, 'data');
    expect(String(said)).toBe('held\n');
    expect(tryLockFile(path)).toBeUndefined();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = tryLockFile(path);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it('stops waiting when told to', async () => {
    const path = join(folder, 'c');
    const lock = await lockFile(path);
    const stop = new AbortController();
    const waiting = lockFile(path, { signal: stop.signal, onWait: () => stop.abort() });
    await expect(waiting).rejects.toThrow('aborted');
    lock.release();
  });
});
