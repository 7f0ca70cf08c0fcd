// The check that a module is used by several processes at once.
import { type Check, check, fail, pass } from '../../lessons/lib/exercise.ts';
import { missing, needsFiles } from './round-files.ts';

const stressProcesses = 4;
const stressRounds = 12;

/** The check that a module survives being used by several processes at once. */
export function stressCheck(round: string): Check {
  const process = `for ((i = 0; i < ${stressRounds}; i++)); do ${round}; done`;
  const line = [
    needsFiles(round),
    `for ((p = 0; p < ${stressProcesses}; p++)); do (${process}) >/dev/null 2>&1 & jobs+=($!); done`,
    `for job in "\${jobs[@]}"; do wait "$job"; echo "ended $?"; done`,
  ].join('\n');
  return check({
    id: 'always-stress',
    says: `It survives ${stressProcesses} processes that use it at once.`,
    points: 1,
    visible: true,
    async observe(probe) {
      const { code, signal, output } = await probe.shell(line);
      const ended = [...output.matchAll(/^ended (\d+)$/gm)].map(([, status]) => Number(status));
      return { code, signal, ended };
    },
    judge({ code, signal, ended }) {
      const killed = ended.find((status) => status > signalStatus);
      if (code === 0 && ended.length === stressProcesses && killed === undefined) return pass;
      return fail(
        `used it from ${stressProcesses} processes at once`,
        'all of them come to their end',
        stressFailure(code, signal, killed),
        'Who else can be in this function at the same moment? What do they share?',
      );
    },
  });
}

/** From here on bash's status is that of a process that a signal ended. */
const signalStatus = 128;

function stressFailure(
  code: number | null,
  signal: string | null,
  killed: number | undefined,
): string {
  if (code === missing) return 'a file of the exercise is missing';
  if (killed !== undefined) return `signal ${killed - signalStatus} ended one of them`;
  return signal === null
    ? `they ended with code ${code}`
    : 'they did not come to their end in time';
}
