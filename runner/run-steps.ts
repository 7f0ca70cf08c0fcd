// What a Run does inside its guest: files in, module loaded, then the steps, each on the terminal
// as if it had been typed, each against its clock.
import type { Guest } from './guest/guest.ts';
import { within } from './guest/guest-error.ts';
import { moduleLoadError } from './guest/load-error.ts';
import type { Outcome } from './outcome.ts';
import type { RunEvent, SourceFile } from './protocol.ts';
import type { RunLimits } from './run.ts';

/** One line of the learner's, or of a transcript's. */
export type RunStep =
  /** The module into the kernel, as insmod does it. */
  | { load: 'module' }
  /** The client, on the Node that waits in the template. */
  | { run: 'client' }
  /** A line for the shell. */
  | { shell: string };

export type Entry = {
  guest: Guest;
  /** In the guest already. */
  files: SourceFile[];
  module: { name: string; ko: Uint8Array } | undefined;
  steps: RunStep[];
  limits: RunLimits;
  tell(event: RunEvent): void;
  /** Counts the terminal's bytes from now on and calls back when there are too many. */
  watchOutput(onFlood: () => void): void;
};

const folder = '/work';

/** What a Run does by default: loads the module, runs the client, each if there is one. */
export function stepsOf(files: SourceFile[], prebuilt = false): RunStep[] {
  const module = prebuilt || files.some(({ name }) => name.endsWith('.c'));
  const load: RunStep[] = module ? [{ load: 'module' }] : [];
  return clientOf(files) ? [...load, { run: 'client' }] : load;
}

function clientOf(files: SourceFile[]): SourceFile | undefined {
  return files.find(({ name }) => name.endsWith('.ts'));
}

/** Puts the learner's files into the guest's folder. */
export async function putSources(guest: Guest, files: SourceFile[]): Promise<void> {
  for (const { name, text } of files) {
    await guest.putFile({ path: `${folder}/${name}`, bytes: Buffer.from(text) });
  }
}

/**
 * Does it all and says how it went.
 * @throws GuestDied when the guest does not survive it
 */
export async function enter(entry: Entry): Promise<Outcome> {
  const { guest, module } = entry;
  if (module) await guest.putFile({ path: `${folder}/${module.name}.ko`, bytes: module.ko });
  for (const step of entry.steps) {
    const failed = await doStep(entry, step);
    if (failed) return failed;
  }
  return { kind: 'passed' };
}

async function doStep(entry: Entry, step: RunStep): Promise<Outcome | null> {
  if ('load' in step) return await load(entry);
  if ('run' in step) return await runClient(entry);
  return await runShell(entry, step.shell);
}

async function load({ guest, module, limits, tell }: Entry): Promise<Outcome | null> {
  if (!module) return null;
  const { name } = module;
  const file = `${name}.ko`;
  await guest.show(`$ insmod ${file}\r\n`);
  const started = performance.now();
  const late = `The module's init function did not return within ${seconds(limits.loadTimeoutMs)}.`;
  try {
    const errno = await within(
      limits.loadTimeoutMs,
      guest.load(`${folder}/${file}`),
      () => new TooLate(),
    );
    if (errno === 0) {
      tell({ type: 'module-loaded', module: name, ms: performance.now() - started });
      return null;
    }
    const { insmod, explained } = moduleLoadError(errno);
    await guest.show(`insmod: ERROR: could not insert module ${file}: ${insmod}\r\n`);
    return { kind: 'failed', stage: 'load', message: explained };
  } catch (error) {
    if (error instanceof TooLate) return { kind: 'timed-out', stage: 'load', message: late };
    throw error;
  }
}

async function runClient(entry: Entry): Promise<Outcome | null> {
  const client = clientOf(entry.files);
  if (!client) return null;
  await entry.guest.show(`$ node ${client.name}\r\n`);
  const command = ['node', `${folder}/${client.name}`];
  const end = await runOnTerminal(entry, 'client', command, entry.limits.clientTimeoutMs);
  if ('kind' in end) return end;
  entry.tell({ type: 'client-exit', ...end });
  if (end.code === 0) return null;
  const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
  return { kind: 'failed', stage: 'client', message: `The client ${how}.` };
}

async function runShell(entry: Entry, line: string): Promise<Outcome | null> {
  await entry.guest.show(`$ ${line}\r\n`);
  const command = ['bash', '-c', line];
  const end = await runOnTerminal(entry, 'shell', command, entry.limits.shellTimeoutMs);
  // A shell line that fails is part of what is shown, not of what is judged.
  return 'kind' in end ? end : null;
}

type Exit = { code: number | null; signal: string | null };

async function runOnTerminal(
  { guest, limits, watchOutput }: Entry,
  stage: 'client' | 'shell',
  command: string[],
  timeoutMs: number,
): Promise<Exit | Outcome> {
  const what = stage === 'client' ? 'The client' : 'The command';
  const ended = guest.foreground(command, stage === 'client');
  const flooded = new Promise<never>((_, reject) => watchOutput(() => reject(new TooMuch())));
  try {
    return await within(timeoutMs, Promise.race([ended, flooded]), () => new TooLate());
  } catch (error) {
    if (!(error instanceof TooLate || error instanceof TooMuch)) throw error;
    watchOutput(() => {});
    await guest.signal('SIGKILL');
    await ended;
    if (error instanceof TooLate) {
      const message = `${what} did not end within ${seconds(timeoutMs)} and was stopped.`;
      return { kind: 'timed-out', stage, message };
    }
    const megabytes = Math.round(limits.outputBytes / 1024 / 1024);
    const message = `${what} printed more than ${megabytes} MB and was stopped.`;
    return { kind: 'failed', stage, message };
  } finally {
    watchOutput(() => {});
    flooded.catch(() => {});
  }
}

function seconds(ms: number): string {
  return `${ms / 1000} seconds`;
}

class TooLate extends Error {}
class TooMuch extends Error {}
