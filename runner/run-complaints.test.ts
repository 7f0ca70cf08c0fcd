import { expect, test } from 'vitest';
import { complaintFailure } from './run-complaints.ts';

const toolchain = { edition: '6.12', root: '/nowhere', kernelRelease: '' } as const;
const stamped = (...lines: string[]): string[] => lines.map((line) => `[    1.000000] ${line}`);

test('a Run that the kernel complained in has a failure, with the words of the report', async () => {
  const log = stamped(
    'BUG kmalloc-64 (Tainted: G           OE     ): Object already free',
    'Call Trace:',
    ' <TASK>',
    ' </TASK>',
  );
  const failure = await complaintFailure(log.slice(0, 1), log, toolchain, undefined);
  expect(failure).toEqual({
    kind: 'failed',
    stage: 'kernel',
    message:
      'The kernel complained: The allocator found an object of kmalloc-64 misused: it was freed twice.',
  });
});

test('a line of the module that begins like a report is no complaint of the kernel', async () => {
  const log = stamped('BUG: this is my own text', 'note: loaded');
  expect(await complaintFailure(log.slice(0, 1), log, toolchain, undefined)).toBeUndefined();
});

test('a complaint without a report is quoted', async () => {
  const log = stamped("do_init_module: 'plus'->init suspiciously returned 1");
  const failure = await complaintFailure(log, log, toolchain, undefined);
  expect(failure?.message).toContain("'plus'->init suspiciously returned 1");
});
