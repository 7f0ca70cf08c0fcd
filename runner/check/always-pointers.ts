// The check that bad pointers and strange sizes do no harm.
import { type Check, check, fail, pass } from '../../lessons/lib/exercise.ts';
import { type Argument, type Call, close, O, open, seek, write } from '../../lessons/lib/probe.ts';

const badPointers: Argument[] = [
  { bad: 'null' },
  { bad: 'kernel' },
  { bad: 'unmapped' },
  { bad: 'high' },
];
const strangeSizes = [1, 4096, 1 << 20, 0x7fff_f000];

/** Tries them on every call that moves bytes, and an ioctl that nobody knows. */
export function badPointersCheck(device: string): Check {
  const both = open(device, O.RDWR | O.NONBLOCK);
  const eye = open(device, O.RDONLY | O.NONBLOCK, 'eye');
  // Something to read must be there, or the end of the file hides what a read does with the pointer.
  // Read twice: from the position at which a file is opened, too, for not every device can seek.
  const calls: Call[] = [both, eye, close('eye'), write('something to read')];
  const opening = calls.length;
  for (const pointer of badPointers) {
    const into = (call: 'read' | 'write', size: number, file = 'file'): Call => ({
      call,
      arguments: [{ result: file }, pointer, size],
    });
    for (const size of strangeSizes) {
      calls.push(into('write', size), { ...seek(0), must: false }, into('read', size));
      calls.push(eye, into('read', size, 'eye'), close('eye'));
    }
    calls.push({ call: 'ioctl', arguments: [{ result: 'file' }, 0xdeadbeef, pointer] });
  }
  return check({
    id: 'always-pointers',
    says: 'Bad pointers and strange sizes are refused and do no harm.',
    points: 1,
    visible: true,
    async observe(probe) {
      const results = await probe.calls(calls);
      const tried = results.map(({ value, errno }, index) => ({
        ...{ call: calls[index]?.call ?? '', value, errno },
      }));
      return {
        opened: tried.slice(0, 2).map(({ errno }) => errno),
        tried: tried.slice(opening).filter(({ call }) => /^(?:read|write|ioctl)$/.test(call)),
      };
    },
    judge({ opened, tried }) {
      if (!opened.includes('')) {
        return fail(`opened ${device}`, 'a file', opened.join(', then ') || 'nothing');
      }
      const taken = tried.find(({ value }) => value > 0);
      const refused = tried.some(({ errno }) => errno !== '');
      if (!taken && refused) return pass;
      return fail(
        `called ${taken?.call ?? 'read and write'} with an address at which nothing can be`,
        'an error, or 0 where there is nothing to move',
        taken ? `it says that it moved ${taken.value} bytes` : 'no call was refused',
        'The copy functions return how many bytes they did NOT move: take that off before you return.',
      );
    },
  });
}
