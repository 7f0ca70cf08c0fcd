// Mistakes that people made, run as the command line runs them: each ends, none has passed that did
// not work, and a line that is named is the right one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { caseCommands, caseRequest } from '../case-runs.ts';
import { isNightly } from '../kernel-versions.ts';
import { runToEnd } from '../run-to-end.ts';

/** Seconds for the client and each line, where a command names no limit. */
const defaultTimeout = 20;

type Expected = {
  /** Kind of outcome, with its stage or verdict; of a crash that depends on luck, each it may be. */
  outcome: string | string[];
  /** Every `file:line` of the message, in order; none by default. */
  places?: string[];
  /** The places may as well not be known. */
  orNone?: true;
  says?: string;
  /** Seconds in place of `defaultTimeout`. */
  timeout?: number;
  /** Too long for every run, and much like another case: nightly. */
  nightly?: true;
};

const noBuild = (place: string, says = ''): Expected => ({
  ...{ outcome: 'did-not-build', places: place === '' ? [] : [place], says },
});
const crash = (verdict: string, places: string[], says = ''): Expected => ({
  ...{ outcome: `guest-crashed ${verdict}`, places, says },
});
const passes: Expected = { outcome: 'passed' };
const fails = (stage: string, says: string): Expected => ({ outcome: `failed ${stage}`, says });

const expected: Record<string, Expected> = {
  '01-netlink-kernel-create/cmd': noBuild('nlhello.c:16', 'netlink_kernel_create'),
  '03-fops-cast-to-proc-ops/cmd': fails('shell', '`cat /proc/hail` ended with exit code 1'),
  '03-fops-cast-to-proc-ops/cmd2': noBuild('nocast.c:33'),
  '04-sprintf-user-pointer/cmd': crash('oops', ['letters.c:17'], 'belongs to user space'),
  '05-memcpy-from-user/cmd': crash('oops', ['keep.c:15'], 'belongs to user space'),
  '06-read-returns-copy-result/cmd': passes,
  '07-endless-cat/cmd': { outcome: 'timed-out shell', says: 'cat is running in ' },
  '08-text-over-proc-ops/cmd': crash('oops', [], 'text was written over a pointer'),
  '09-ioctl-enotty/cmd': fails('client', 'exit code 1'),
  '12-schedule-under-spinlock/cmd': crash('panic', ['politely.c:16'], 'spinlock'),
  '15-mmap-offset/cmd': fails('client', 'exit code 1'),
  '16-store-returns-0/cmd': {
    outcome: 'timed-out shell',
    says: 'bash is running in write',
    nightly: true,
  },
  '17-empty-exit/cmd': passes,
  '17-empty-exit/cmd2': crash('oops', [], 'fence'),
  '17-empty-exit/cmd3': fails('shell', 'insmod fence.ko'),
  '18-work-left/cmd': crash('oops', [], 'ticker'),
  '20-kthread-ended/cmd': {
    ...{ outcome: ['guest-crashed warn', 'guest-crashed oops'], places: ['worker.c:26'] },
  },
  '21-err-ptr/cmd': crash('oops', ['diary.c:16'], 'ERR_PTR(-ENOENT)'),
  '23-read-past-slab/cmd': crash('oops', ['peek.c:12'], 'kmalloc-32'),
  '24-old-genetlink/cmd': noBuild('gnl.c:12', 'GENL_ID_GENERATE'),
  '25-class-create/cmd': noBuild('fib.c:42', 'class_create'),
  '26-floats/cmd': noBuild('mean.c:17'),
  '26-floats/cmd2': noBuild('scale.c:11'),
  '27-user-headers/cmd': noBuild('hello.c:2', 'stdio.h'),
  '27-user-headers/cmd2': noBuild('nohdr.c:5', 'malloc'),
  '28-gpl-only/cmd': noBuild('mine.c:20', 'GPL'),
  '28-gpl-only/cmd2': noBuild('', 'MODULE_LICENSE'),
  '28-gpl-only/cmd3': noBuild('mit.c:20', 'GPL'),
  '30-netlink-claimed-pid/cmd': { outcome: 'timed-out client', says: 'recv' },
  '32-sleep-in-timer/cmd': crash('panic', ['nap.c:11'], 'interrupt context'),
  '33-no-exit/cmd': fails('shell', '`rmmod stay`'),
  '34-attr-without-store/cmd': crash('warn', [], "write permission without 'store'"),
  '35-kobject-not-put/cmd': passes,
  '37-big-stack/cmd': { ...crash('oops', ['report.c:9'], 'stack'), orNone: true },
  '38-mutex-not-initialised/cmd': crash('oops', ['box.c:25']),
  '39-list-freed-while-walked/cmd': crash('oops', ['keys.c:32'], 'has been freed'),
  '40-wait-ignores-signals/cmd': {
    ...{ outcome: 'timed-out shell', places: ['radio.c:14'], says: 'could not be killed' },
  },
  '40-wait-ignores-signals/cmd2': {
    ...{ outcome: 'timed-out client', places: ['radio.c:14'], says: 'could not be killed' },
    nightly: true,
  },
  '41-cplusplus/cmd': { outcome: 'refused', says: 'C++' },
  '41-cplusplus/cmd2': noBuild('hello.c:1'),
  '42-waits-uninterruptibly/cmd': crash('hang', ['gate.c:10'], 'could not be woken'),
  // The limit and the kernel's own look for stuck tasks come to their end within a second.
  '42-waits-uninterruptibly/cmd2': {
    ...{ outcome: ['timed-out shell', 'guest-crashed hang'], places: ['gate.c:10'] },
  },
  '43-number-taken/cmd': fails('load', 'returned -EPERM'),
  '43-number-taken/cmd2': fails('load', 'returned -EBUSY'),
  '43-number-taken/cmd3': fails('kernel', 'suspiciously returned 1'),
  '43-number-taken/cmd4': passes,
  '45-copy-under-spinlock/cmd': fails('shell', '`cat /dev/pad`'),
  '46-init-fails-half-way/cmd': crash('oops', [], 'init function failed'),
  '47-missing-headers/cmd': passes,
  '48-printk-no-newline/cmd': passes,
  '49-older-trace-in-log/cmd': crash('oops', ['trail.c:15'], 'NULL'),
  '49-older-trace-in-log/cmd2': crash('oops', ['print.c:15'], 'NULL'),
  '50-spinlock-twice/cmd': { ...crash('lockup', ['bank.c:11']), timeout: 60, nightly: true },
  '51-freed-then-shown/cmd': passes,
  '51-freed-then-shown/cmd2': crash('warn', ['motto.c:24', 'motto.c:18', 'motto.c:22'], 'twice'),
  '52-off-by-one/cmd': passes,
  '52-off-by-one/cmd2': crash('warn', [], 'written past its end'),
  '53-init-returns-enoent/cmd': fails('load', 'returned -ENOENT'),
  '54-unknown-symbol/cmd': noBuild('find.c:7', 'kallsyms_lookup_name'),
  '55-deep-recursion/cmd': crash('oops', ['tree.c:9'], 'stack overflowed'),
};

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 0 });
});
afterAll(() => host.close());

test('every case has an expectation', () => {
  expect(new Set(Object.keys(expected))).toEqual(new Set(caseCommands()));
});

/** What the command line says of a command, without starting anything where it refuses it. */
async function resultOf(command: string, timeout: number): Promise<{ kind: string; text: string }> {
  const request = await caseRequest(command, timeout).catch((refusal: Error) => refusal);
  if (request instanceof Error) return { kind: 'refused', text: request.message };
  const { outcome } = await runToEnd(host, request);
  const stage = 'stage' in outcome ? outcome.stage : '';
  const verdict = 'verdict' in outcome ? outcome.verdict : '';
  const kind = [outcome.kind, stage, verdict].filter(Boolean).join(' ');
  return { kind, text: 'message' in outcome ? outcome.message : '' };
}

describe.each(Object.entries(expected))('%s', { concurrent: true }, (command, wanted) => {
  test.skipIf(wanted.nightly && !isNightly)(
    'ends as it should, and names no wrong line',
    async () => {
      const { kind, text } = await resultOf(command, wanted.timeout ?? defaultTimeout);
      expect([wanted.outcome].flat(), text).toContain(kind);
      const places = text.match(/(?<![\w/])[\w-]+\.[ch]:\d+/g) ?? [];
      if (places.length > 0 || !wanted.orNone) expect(places, text).toEqual(wanted.places ?? []);
      expect(text).toContain(wanted.says ?? '');
    },
  );
});
