// What is checked of every module, whatever the exercise: that it comes and goes, keeps the kernel's
// log clean, gives back its memory, and survives bad pointers and being used by many at once.
import { type Check, check, type Exercise, fail, pass } from '../../lessons/lib/exercise.ts';
import { leakCheck } from './always-leak.ts';
import { badPointersCheck } from './always-pointers.ts';
import { reloadCheck } from './always-reload.ts';
import { stressCheck } from './always-stress.ts';
import { untouchedCheck } from './always-untouched.ts';
import type { CheckSession } from './session.ts';

/**
 * The checks that every module of the exercise has to pass beside the exercise's own.
 * @param session asked for only when a check is done: a module that was not built has none
 */
export function alwaysChecks(exercise: Exercise, session: () => CheckSession): Check[] {
  return [
    ...(exercise.device === null
      ? []
      : [badPointersCheck(exercise.device), untouchedCheck(exercise.device)]),
    ...(exercise.round === null
      ? []
      : [stressCheck(exercise.round), leakCheck({ ...exercise, round: exercise.round })]),
    reloadCheck(session),
    cleanLogCheck(session),
  ];
}

function cleanLogCheck(session: () => CheckSession): Check {
  return check({
    id: 'always-log',
    says: 'The kernel finds nothing to complain of.',
    points: 1,
    visible: true,
    async observe(probe) {
      await probe.log();
      return session().complaints;
    },
    judge(lines) {
      const [first] = lines;
      if (first === undefined) return pass;
      return fail(
        'read the kernel log of all that was done',
        'no complaint of the kernel',
        first,
        'The lines around it in the kernel log say where it happened.',
      );
    },
  });
}
