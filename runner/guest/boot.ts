// From an emulator that was just started to an agent that answers, for templates and clones alike.
import { randomBytes } from 'node:crypto';
import { guest as limits } from '../config.ts';
import { patient } from '../patient.ts';
import { Channel } from './channel.ts';
import { Emulator, EmulatorGone, type EmulatorRequest } from './emulator.ts';
import { GuestFault, within } from './guest-error.ts';
import { KernelLog } from './kernel-log.ts';

export type Machine = { emulator: Emulator; channel: Channel; log: KernelLog };

/** Bytes of the host's randomness that every guest gets before it is called ready. */
const entropyBytes = 64;

/**
 * Boots a guest from its kernel until the agent serves.
 * @throws GuestFault with the last lines of its log when it ends or takes too long
 */
export async function bootMachine(options: {
  request: Omit<EmulatorRequest, 'onTerminal'>;
  onLine(line: string): void;
}): Promise<Machine> {
  const emulator = new Emulator({ ...options.request, onTerminal: () => {} });
  const log = new KernelLog(emulator.log);
  const channel = new Channel(emulator.wire);
  const kvm = options.request.machine.accelerator === 'kvm';
  let firstLine: () => void = () => {};
  const speaks = new Promise<void>((resolve) => {
    firstLine = resolve;
  });
  log.listen((lines) => {
    firstLine();
    options.onLine(lines.at(-1) ?? '');
  });
  const late = (): Error => bootFault('The guest took too long to boot.', log);
  const alive = <T>(ms: number, work: Promise<T>): Promise<T> =>
    within(patient(ms), emulator.whileAlive(work), late);
  try {
    await alive(limits.bootTimeoutMs, emulator.qmp.execute('qmp_capabilities'));
    if (kvm) await alive(limits.kvmFirstLineMs, speaks);
    await alive(kvm ? limits.kvmBootTimeoutMs : limits.bootTimeoutMs, channel.serving);
    return { emulator, channel, log };
  } catch (error) {
    await emulator.stop();
    if (error instanceof EmulatorGone) {
      throw bootFault(`QEMU ended while the guest booted: ${error.message}`, log);
    }
    throw error;
  }
}

function bootFault(message: string, log: KernelLog): GuestFault {
  const lastWords = log.recent.slice(-5).join('\n');
  return new GuestFault(
    lastWords ? `${message}\nIts last lines:\n${lastWords}` : message,
    'Start again; if it stays, look at `npm run crossings -- doctor`.',
  );
}

/**
 * Sets the guest's clock and entropy and has a fresh number echoed.
 * @returns the number that only this guest's memory, and that of its clones, holds
 * @throws Error when the echo is another one
 */
export async function greet(channel: Channel): Promise<string> {
  const nonce = randomBytes(16).toString('hex');
  const nanoseconds = String(BigInt(Date.now()) * 1_000_000n);
  const { fields } = await channel.request(
    'hello',
    { nonce, nanoseconds },
    randomBytes(entropyBytes),
  );
  if (fields.nonce !== nonce) throw new Error('the guest answered another greeting');
  return fields.ramNonce;
}
