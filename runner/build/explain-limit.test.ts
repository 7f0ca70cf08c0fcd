import { describe, expect, it } from 'vitest';
import { build } from '../config.ts';
import { explainLimit } from './explain-limit.ts';

const end = (more = {}) => ({ code: 41, messages: Buffer.alloc(0), results: [], ...more });
const explain = (text: string, more = {}) => explainLimit(end(more), text, build.limits);

describe('explainLimit', () => {
  it.each([
    [
      'x86_64-linux-gnu-gcc-14: internal compiler error: CPU time limit exceeded signal terminated program cc1',
      'worked for more than 15 seconds',
    ],
    ['gcc-12: fatal error: Killed signal terminated program cc1', 'used more than 1 GB of memory'],
    [
      'cc1: out of memory allocating 65536 bytes after a total of 1 bytes',
      'used more than 1 GB of memory',
    ],
    ['virtual memory exhausted: Cannot allocate memory', 'used more than 1 GB of memory'],
    [
      '/usr/bin/as: out of memory allocating 4064 bytes after a total of 9 bytes',
      'used more than 1 GB',
    ],
    ['/work/cc1.s: Fatal error: cannot write: File too large', 'a file larger than 64 MB'],
    ['/bin/sh: 3: cannot create /work/x: No space left on device', 'more than 192 MB of files'],
    ['/bin/sh: 1: Cannot fork', 'started more than 64 processes'],
  ])('%s', (text, words) => {
    expect(explain(text)).toContain(words);
  });

  it('does not take the learner’s own words for a tool’s', () => {
    expect(explain('hello.c:3:2: error: #error No space left on device')).toBeUndefined();
    expect(explain('/work/hello.c:3:2: error: #error Cannot fork')).toBeUndefined();
    expect(explain('    3 | #error out of memory')).toBeUndefined();
  });

  it('knows the limits that are watched from outside', () => {
    expect(explain('', { code: null, reached: 'time' })).toContain('longer than 20 seconds');
    expect(explain('', { code: null, reached: 'messages' })).toContain('more than 256 KB');
    expect(explain('', { code: 137, reached: 'memory' })).toContain(
      'used more than 1 GB of memory',
    );
    expect(explain('', { code: null, reached: 'memory' })).toContain('memory');
    expect(explain('', { code: 0, reached: 'result' })).toContain('larger than 16 MB');
  });

  it('says nothing of a build that ended well', () => {
    expect(explain('ld: warning: No space left on device', { code: 0 })).toBeUndefined();
  });
});
