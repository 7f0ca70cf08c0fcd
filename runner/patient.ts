// Limits of time that are meant for an idle machine: a busy one is no fault of the learner's.
import { availableParallelism, loadavg } from 'node:os';

/** A limit grows with the load of the machine, at most by this factor. */
const most = 4;

/** Whole milliseconds (Node's timers take no others): `ms`, or more while the machine is busy. */
export function patient(ms: number): number {
  const busy = (loadavg()[0] ?? 0) / availableParallelism();
  return Math.round(ms * Math.min(most, Math.max(1, busy)));
}
