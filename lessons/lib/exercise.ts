// What an exercise says about itself: what is edited, what is checked, and which mistakes the checks
// are known to catch. How to write one stands in ../EXERCISES.md.
import * as z from 'zod';
import { kernelInterfaces } from './kernel-api.ts';
import type { Call, Probe } from './probe.ts';

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and hyphens');

/** How a check went, said for the student. Never contains the hidden value itself. */
export type Verdict =
  | { passed: true }
  | {
      passed: false;
      /** What was done: "wrote 12 bytes and read them back". */
      did: string;
      /** What was expected, in words. */
      expected: string;
      /** What was seen. */
      seen: string;
      /** The hint that fits this way of failing. */
      hint?: string;
    };

/** What can be kept as JSON and judged again later. */
export type Observation = z.core.util.JSONType;

export type Check = {
  id: string;
  /** One sentence that says what is right. */
  says: string;
  points: number;
  /** Whether the student sees the check before it has been failed. */
  visible: boolean;
  /** Does something in the guest and brings back raw facts, the random inputs among them. */
  observe(probe: Probe): Promise<Observation>;
  /** Pure: the same observation always gives the same verdict. */
  judge(observation: Observation): Verdict;
};

/**
 * A check whose `judge` takes what its `observe` returns. The cast is sound: an observation is only
 * ever judged by the check that made it, and it is JSON both times.
 */
export function check<T extends Observation>(parts: {
  id: string;
  says: string;
  points: number;
  visible: boolean;
  observe(probe: Probe): Promise<T>;
  judge(observation: T): Verdict;
}): Check {
  return parts as unknown as Check;
}

export const pass: Verdict = { passed: true };

/** A failure; see `Verdict`. */
export function fail(did: string, expected: string, seen: string, hint?: string): Verdict {
  return { passed: false, did, expected, seen, ...(hint !== undefined && { hint }) };
}

const checkSchema = z.strictObject({
  id,
  says: z.string().min(1).max(160),
  points: z.int().min(1).max(20),
  visible: z.boolean(),
  observe: z.custom<Check['observe']>((value) => typeof value === 'function'),
  judge: z.custom<Check['judge']>((value) => typeof value === 'function'),
});

const path = z.string().regex(/^(kmod|lessons)\/[A-Za-z0-9_./-]+\.(c|h|ts)$/);

const variantFile = z.string().regex(/^[a-z][a-z0-9-]*\.(c|ts)$/);

const exerciseSchema = z.strictObject({
  id,
  title: z.string().min(1).max(60),
  kind: z.enum(['write', 'mend', 'port', 'repair']),
  /** What the student changes. */
  edits: z.enum(['module', 'client']),
  /** Raised by one with each change that may change a grade. */
  version: z.int().min(1),
  minutes: z.int().min(5).max(90),
  /** Name of the edited file in the editor and in the guest; the module's name without `.c`. */
  file: z.string().regex(/^[a-z][a-z0-9_-]*\.(c|ts)$/),
  /** Files that belong to the exercise and stay as they are: headers, our module, our client. */
  others: z.array(path),
  /**
   * What a module may import from the kernel beside the everyday functions: groups of kernel-api.ts,
   * and names that only this exercise has a use for. Anything else is flagged for the instructor.
   */
  interfaces: z.array(z.enum(kernelInterfaces)).default([]),
  moreImports: z.array(z.string().regex(/^\w+\*?$/)).default([]),
  /**
   * A unit of ours that is linked into the module for its checks, and watches it from inside: see
   * EXERCISES.md. `accesses`: has it told of each load and store.
   */
  instrument: z.strictObject({ file: path, accesses: z.boolean() }).optional(),
  /** Module parameters. */
  parameters: z.string().optional(),
  /** Limit of each check. */
  checkTimeoutMs: z.int().min(1000).max(60_000),
  checks: z.array(checkSchema).min(1),
  /** The device or file that bad pointers and sizes are tried on, or null where there is none. */
  device: z
    .string()
    .regex(/^\/(dev|proc|sys)\/[\w/-]+$/)
    .nullable(),
  /**
   * What the stress and leak checks do over and over: a line of bash whose loop body uses builtins
   * only (`printf … > /dev/x`, `read … < /dev/x`), or null for a module that cannot be used so.
   */
  round: z.string().min(1).nullable(),
  /**
   * Calls that the module has to refuse, each done a hundred times between two looks at the memory in
   * use, so that a leak on an error path shows. A call with a name (`as`) is done once: it opens what
   * the others need. By default bad pointers on `device`.
   */
  refused: z.array(z.custom<Call>((value) => typeof value === 'object')).default([]),
  /** Wrong solutions, at least six, each failing exactly these checks. */
  broken: z.array(
    z.strictObject({
      file: variantFile,
      why: z.string().min(1),
      fails: z.array(z.string()).min(1),
    }),
  ),
  /** Right solutions of another design than ours, each passing every check; `why` says what differs. */
  accepted: z.array(z.strictObject({ file: variantFile, why: z.string().min(1) })).default([]),
});

export type Exercise = z.infer<typeof exerciseSchema>;

/**
 * Checks an exercise's description.
 * @throws z.ZodError with the paths of what is wrong
 */
export function defineExercise(parts: z.input<typeof exerciseSchema>): Exercise {
  return exerciseSchema.parse(parts);
}

/** Ids of all checks of an exercise: its own, and those that every module has to pass. */
export function checkIds({ checks, edits, device, round }: Exercise): string[] {
  const own = checks.map(({ id }) => id);
  if (edits === 'client') return own;
  return [
    ...own,
    ...(device === null ? [] : ['always-pointers', 'always-untouched']),
    ...(round === null ? [] : ['always-stress', 'always-leak']),
    ...['always-reload', 'always-log'],
  ];
}
