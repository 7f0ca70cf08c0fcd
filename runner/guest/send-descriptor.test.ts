import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createMemoryFile } from './memory-file.ts';
import { sendDescriptor } from './send-descriptor.ts';

const receiver = `
import array, os, socket
data, [(_, _, rights)], _, _ = socket.socket(fileno=3).recvmsg(100, 100)
os.write(array.array('i', rights)[0], b'written by the other process')
print(data.decode())`;

test('another process gets the bytes, and the descriptor beside them', async () => {
  const file = createMemoryFile(0);
  const child = spawn('python3', ['-c', receiver], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  sendDescriptor(child.stdio[3] as unknown as Duplex, Buffer.from('with this'), file);
  expect(await text(child.stdout as unknown as NodeJS.ReadableStream)).toBe('with this\n');
  expect(readFileSync(`/proc/self/fd/${file}`, 'utf8')).toBe('written by the other process');
});

test('a socket that is gone is an error', () => {
  expect(() => sendDescriptor({ writableLength: 0 } as Duplex, Buffer.from('x'), 0)).toThrow(
    'errno 9',
  );
});
