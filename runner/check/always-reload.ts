// The check that a module loads and unloads twice.
import { type Check, check, fail, pass } from '../../lessons/lib/exercise.ts';
import { close, O, open, type Probe } from '../../lessons/lib/probe.ts';
import type { CheckSession } from './session.ts';

/** One more look at whether the module is there: what loading and unloading return is not all. */
async function isThere(probe: Probe, module: string): Promise<boolean> {
  const [opened] = await probe.calls([open(`/sys/module/${module}/initstate`, O.RDONLY), close()]);
  return opened?.errno === '';
}

/** The check that a module comes and goes, as the kernel and its own files show it. */
export function reloadCheck(session: () => CheckSession): Check {
  return check({
    id: 'always-reload',
    says: 'It loads and unloads twice.',
    points: 1,
    visible: true,
    async observe(probe) {
      const steps: { did: string; errno: number; there: boolean }[] = [];
      const { moduleName } = session();
      for (let time = 1; time <= reloads; time++) {
        const unloaded = await session().unload();
        const stays = await isThere(probe, moduleName);
        steps.push({ did: 'unload', errno: unloaded, there: stays });
        // One that stays cannot be loaded a second time; that would say nothing more.
        if (unloaded !== 0 || stays) break;
        const loaded = await session().load();
        steps.push({ did: 'load', errno: loaded, there: await isThere(probe, moduleName) });
      }
      return steps;
    },
    judge(steps) {
      const wrong = steps.find(
        ({ did, errno, there }) => errno !== 0 || there !== (did === 'load'),
      );
      if (!wrong && steps.length === 2 * reloads) return pass;
      return fail(
        'unloaded and loaded it again, twice',
        'success each time',
        reloadFailure(wrong),
        'What init registers, exit must take back, in the reverse order. Is there an exit function?',
      );
    },
  });
}

const reloads = 2;

function reloadFailure(wrong: { did: string; errno: number; there: boolean } | undefined): string {
  if (!wrong) return 'not all of it was done';
  if (wrong.errno !== 0) return `${wrong.did} was refused with errno ${wrong.errno}`;
  return wrong.there ? 'it is still there after unload' : 'it isn’t there after load';
}
