// Checks fail closed: a guest that gives one and the same answer to everything passes none of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../lessons/lib/exercise.ts';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import type { Argument, Call, CallResult, Probe } from '../../lessons/lib/probe.ts';
import { checksOf } from '../../runner/check/check-exercise.ts';
import { seededRandom } from '../../runner/check/random.ts';
import type { CheckSession } from '../../runner/check/session.ts';

/** How a guest answers whatever it is asked. */
type Liar = {
  /** `count`: as many as the last argument says, as if all of it had been done. */
  value: number | 'count';
  errno: string;
  /** Each byte of memory that comes back. */
  fill: number;
  code: number | null;
  output: string;
  /** errno of loading and unloading. */
  load: number;
};

const errors = [
  ...['EINVAL', 'EFAULT', 'ENOTTY', 'ENOENT', 'ENOSPC', 'EPERM', 'EACCES', 'EAGAIN', 'EBUSY'],
  ...['ERANGE', 'E2BIG', 'ESRCH', 'EOVERFLOW', 'ENODEV', 'ENXIO', 'EMSGSIZE', 'EBADF', 'ESPIPE'],
  ...['EOPNOTSUPP', 'ENOBUFS', 'ENOMEM', 'EIO', 'EFBIG', 'ECONNREFUSED', 'EEXIST', 'ELOOP'],
];
const answer = fc.oneof(
  fc.record({
    value: fc.oneof(fc.constant('count' as const), fc.constantFrom(0, 1, 3, 4), fc.nat(100_000)),
    errno: fc.constant(''),
  }),
  fc.record({ value: fc.constant(-1), errno: fc.constantFrom(...errors) }),
);
const said = fc.oneof(
  fc.constantFrom('', '0', '1', 'ok', 'PASS', '===', '===\n===', 'ended 0', 'null', 'true'),
  fc.string(),
);
const liar: fc.Arbitrary<Liar> = fc
  .record({
    ...{ answer, fill: fc.constantFrom(0, 0xff, 0x30, 0x0a, 1) },
    ...{ code: fc.constantFrom(0, 1, null), output: said, load: fc.constantFrom(0, 16) },
  })
  .map(({ answer: { value, errno }, ...rest }) => ({ value, errno, ...rest }));

function memoryOf(argument: Argument, fill: number): string[] {
  const bytes = (length: number) => [Buffer.alloc(length, fill).toString('hex')];
  if (typeof argument === 'number') return [];
  if ('room' in argument) return bytes(argument.room);
  if ('both' in argument) return bytes(argument.both.length / 2);
  if ('untouched' in argument) return bytes(argument.untouched);
  if ('late' in argument) return bytes(argument.late.length / 2);
  return 'edge' in argument ? bytes(argument.edge) : [];
}

function lie({ value, errno, fill }: Liar, call: Call): CallResult {
  const last = call.arguments.at(-1);
  const memory = call.arguments.flatMap((argument) => memoryOf(argument, fill));
  if (call.call === 'peek') memory.push(Buffer.alloc(Number(last), fill).toString('hex'));
  const count = typeof last === 'number' ? last : 0;
  return { value: value === 'count' ? count : value, errno, memory };
}

function probeOf(guest: Liar, seed: string): Probe {
  const { code, output } = guest;
  return {
    random: seededRandom(seed),
    calls: async (list) => list.map((call) => lie(guest, call)),
    shell: async () => ({ code, signal: null, output }),
    log: async () => (output === '' ? [] : [output]),
    client: async () => ({ code, signal: null, output }),
    put: async () => {},
  };
}

/** Loads and unloads as the guest says; finds no complaint in a log that has none. */
function sessionOf(guest: Liar): CheckSession {
  const session: Pick<CheckSession, 'load' | 'unload' | 'moduleName' | 'complaints'> = {
    load: async () => guest.load,
    unload: async () => guest.load,
    moduleName: 'liar',
    complaints: [],
  };
  return session as CheckSession;
}

async function passes(check: Check, guest: Liar, seed: string): Promise<boolean> {
  let observation: Awaited<ReturnType<Check['observe']>>;
  try {
    observation = await check.observe(probeOf(guest, seed));
  } catch {
    // Nothing that could be judged came back.
    return false;
  }
  return check.judge(observation).passed;
}

/** An empty log is a clean one; that it is all of the log, the session proves by its mark. */
const mayPass = new Set(['always-log']);

const exercises = await Promise.all((await listExercises()).map((name) => loadExercise(name)));

describe.each(exercises)('$name', (exercise) => {
  const ids = checksOf(exercise).map(({ id }) => id);
  test.each(ids.filter((id) => !mayPass.has(id)))('%s', async (id) => {
    await fc.assert(
      fc.asyncProperty(liar, fc.string({ maxLength: 8 }), async (guest, seed) => {
        const check = checksOf(exercise, sessionOf(guest)).find((each) => each.id === id);
        expect(await passes(check as Check, guest, seed)).toBe(false);
      }),
      { numRuns: 40, seed: 20261130 },
    );
  });
});
