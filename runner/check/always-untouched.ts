// The check that a module copies to and from memory that has not been used yet.
import { type Check, check, fail, pass } from '../../lessons/lib/exercise.ts';
import { type Call, O, open, write } from '../../lessons/lib/probe.ts';

/**
 * A page that was never touched comes with its first access, for which the kernel may have to sleep.
 * Where it must not, under a spinlock for instance, the copy fails as if the address were bad.
 */
export function untouchedCheck(device: string): Check {
  const length = 64;
  const calls: Call[] = [
    open(device, O.RDWR | O.NONBLOCK),
    write('something to read'),
    open(device, O.RDONLY | O.NONBLOCK, 'reader'),
    { call: 'read', arguments: [{ result: 'reader' }, { untouched: length }, length] },
    { call: 'write', arguments: [{ result: 'file' }, { untouched: length }, length] },
    // No such file: what answers even this with success says nothing about the calls before.
    { call: 'write', arguments: [-1, { untouched: length }, length] },
  ];
  return check({
    id: 'always-untouched',
    says: 'Memory that the program has not touched yet is as good as any other.',
    points: 1,
    visible: true,
    async observe(probe) {
      const results = await probe.calls(calls);
      return results.map(({ errno }, index) => ({ call: calls[index]?.call ?? '', errno }));
    },
    judge(results) {
      const opened = results[0];
      if (opened?.errno !== '' || results.length < calls.length) {
        return fail('opened it', 'success', opened?.errno || 'nothing');
      }
      if (results.at(-1)?.errno !== 'EBADF') {
        return fail('wrote to no file', 'EBADF', 'another answer: none of them can be believed');
      }
      const refused = results.slice(3).find(({ errno }) => errno === 'EFAULT');
      if (!refused) return pass;
      return fail(
        `called ${refused.call} with memory of the program's that had never been used`,
        'a call that works: the kernel fetches the page',
        'EFAULT',
        'Under a spinlock nothing may sleep, so a copy cannot wait for a page. Copy to or from memory of your own, outside of the lock, or take a mutex.',
      );
    },
  });
}
