// What a Run does inside its guest: files in, module loaded, then the steps, each on the terminal
// as if it had been typed, each against its clock. A step that fails decides the outcome, and the
// shell lines still run: that is when one wants to look at dmesg.
import type { Guest } from './guest/guest.ts';
import type { Outcome } from './outcome.ts';
import type { SourceFile } from './protocol.ts';
import { type Entry, type RunStep, type StepFailure, seconds, workFolder } from './run-entry.ts';
import { loadStep } from './run-load.ts';
import { runOnTerminal, type TerminalEnd } from './run-on-terminal.ts';
import { readNotes, shellFailure, shellLine } from './shell-line.ts';

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
    await guest.putFile({ path: `${workFolder}/${name}`, bytes: Buffer.from(text) });
  }
}

/**
 * Does all steps and returns what went wrong, in order. After one with `stuck` nothing was done.
 * @throws GuestDied when the guest does not survive it
 */
export async function enter(entry: Entry): Promise<StepFailure[]> {
  const { guest, module } = entry;
  if (module) {
    await guest.putFile({ path: `${workFolder}/${module.name}.ko`, bytes: module.ko });
  }
  const failures: StepFailure[] = [];
  for (const step of entry.steps) {
    // A client without its module would only fail in its turn.
    if ('run' in step && failures.some(({ stage }) => stage === 'load')) {
      failures.push({ kind: 'failed', stage: 'client', message: 'The client did not run.' });
      continue;
    }
    const failure = await doStep(entry, step);
    if (failure) failures.push(failure);
    if (failure?.stuck) break;
  }
  return failures;
}

async function doStep(entry: Entry, step: RunStep): Promise<StepFailure | null> {
  if ('load' in step) return await loadStep(entry);
  if ('run' in step) return await runClient(entry);
  return await runShell(entry, step.shell);
}

async function runClient(entry: Entry): Promise<StepFailure | null> {
  const client = clientOf(entry.files);
  if (!client) return { kind: 'failed', stage: 'client', message: 'There is no client to run.' };
  await entry.guest.show(`$ node ${client.name}\r\n`);
  const timeoutMs = entry.timeLimit('clientTimeoutMs');
  const command = ['node', `${workFolder}/${client.name}`];
  const end = await runOnTerminal(entry, { command, warm: true, timeoutMs });
  if (end.kind !== 'exit') return stopped(entry, 'client', end, timeoutMs);
  const { code, signal } = end;
  entry.tell({ type: 'client-exit', code, signal });
  if (code === 0) return null;
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  return { kind: 'failed', stage: 'client', message: `The client ${how}.` };
}

async function runShell(entry: Entry, line: string): Promise<StepFailure | null> {
  await entry.guest.show(`$ ${line}\r\n`);
  const timeoutMs = entry.timeLimit('shellTimeoutMs');
  const end = await runOnTerminal(entry, { ...shellLine(line), warm: false, timeoutMs });
  if (end.kind !== 'exit') return stopped(entry, 'shell', end, timeoutMs);
  const message = shellFailure(line, end, await readNotes(entry.guest, line));
  return message === undefined ? null : { kind: 'failed', stage: 'shell', message };
}

/** What is said of a program that had to be stopped. */
function stopped(
  { outputBytes }: Entry,
  stage: 'client' | 'shell',
  end: Extract<TerminalEnd, { kind: 'late' | 'flood' }>,
  timeoutMs: number,
): StepFailure {
  const what = stage === 'client' ? 'The client' : 'The command';
  const megabytes = Math.round(outputBytes / 1024 / 1024);
  const why =
    end.kind === 'late'
      ? `${what} did not end within ${seconds(timeoutMs)}`
      : `${what} printed more than ${megabytes} MB`;
  const doing = end.doing ? `: ${end.doing}` : '';
  const message = end.killed
    ? `${why} and was stopped${doing}.`
    : `${why} and could not be killed${doing}. It never leaves the kernel, so the virtual machine was ended.`;
  const { place } = end;
  const failure = { stage, message, ...(place && { place }), stuck: !end.killed };
  return end.kind === 'late' || !end.killed
    ? { kind: 'timed-out', ...failure }
    : { kind: 'failed', ...failure };
}

/** The outcome of failures in order: the first one decides, the others are mentioned. */
export function outcomeOf(failures: readonly StepFailure[]): Outcome {
  const [first, ...later] = failures;
  if (!first) return { kind: 'passed' };
  const { stuck: _, ...outcome } = first;
  const mentioned = later.slice(0, mostMentioned).map(({ message }) => message);
  const rest = later.length - mentioned.length;
  if (rest > 0) mentioned.push(`${rest} more went wrong.`);
  return { ...outcome, message: [first.message, ...mentioned].join(' ') };
}

const mostMentioned = 3;
