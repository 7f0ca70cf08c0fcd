// Whether the executor in the guest has answered each call, with as much memory as was asked for. A
// judge may then take a list by its indexes: a shorter one never gets so far.
import type { Argument, Call, CallResult } from '../../lessons/lib/probe.ts';
import { ChannelError } from '../guest/channel.ts';

/** How many bytes of memory come back, at least and at most: late memory may not have arrived. */
type Back = [least: number, most: number];

/** What comes back for an argument; nothing for most. */
function bytesBack(argument: Argument): Back[] {
  const exactly = (bytes: number): Back[] => [[bytes, bytes]];
  if (typeof argument === 'number') return [];
  if ('room' in argument) return exactly(argument.room);
  if ('both' in argument) return exactly(argument.both.length / 2);
  if ('edge' in argument) return exactly(argument.edge);
  if ('untouched' in argument) return exactly(argument.untouched);
  return 'late' in argument ? [[argument.from, argument.late.length / 2]] : [];
}

/** What a call brings back, by the calls that went on in the background before it. */
function memoryBack(call: Call, background: Map<string, Back[]>): Back[] | undefined {
  const [, length] = call.arguments;
  if (call.call === 'peek') return [[Number(length), Number(length)]];
  if (call.call === 'await') {
    const [name] = call.arguments;
    return background.get(typeof name === 'object' && 'text' in name ? name.text : '');
  }
  const bytes = call.arguments.flatMap(bytesBack);
  if (!call.background) return bytes;
  if (call.as !== undefined) background.set(call.as, bytes);
  return [];
}

/**
 * The results, when there is a whole one for each call.
 * @throws ChannelError when the guest has answered something else
 */
export function whole(calls: Call[], results: CallResult[]): CallResult[] {
  if (results.length !== calls.length) {
    throw new ChannelError(`${results.length} of ${calls.length} calls were answered`);
  }
  const background = new Map<string, Back[]>();
  for (const [index, call] of calls.entries()) {
    const { memory = [], errno, value } = results[index] ?? {};
    const wanted = memoryBack(call, background);
    const late = call.call === 'await' && errno === 'ETIMEDOUT' && memory.length === 0;
    const same =
      wanted !== undefined &&
      wanted.length === memory.length &&
      wanted.every(([least, most], at) => {
        const bytes = (memory[at]?.length ?? 0) / 2;
        return bytes >= least && bytes <= most;
      });
    if (!same && !late)
      throw new ChannelError(`${call.call} brought back other memory than asked for`);
    if (errno !== '' && value !== -1) {
      throw new ChannelError(`${call.call} returned both ${value} and ${errno}`);
    }
  }
  return results;
}
