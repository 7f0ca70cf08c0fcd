// Records a transcript of a lesson: its steps, done for real in one fresh guest of the default edition.
import { stripVTControlCharacters } from 'node:util';
import type { Lesson } from '../../lessons/lib/lesson.ts';
import { readSource } from '../../lessons/lib/load-lesson.ts';
import type { TranscriptEntry } from '../../lessons/lib/transcript.ts';
import { buildModule } from '../build/index.ts';
import { defaultEdition, type EditionId } from '../editions.ts';
import { ensureToolchain } from '../image/index.ts';
import type { Outcome } from '../outcome.ts';
import { startRun } from '../run.ts';
import type { RunStep } from '../run-entry.ts';
import type { RunHost } from '../run-host.ts';
import { buildText } from './build-text.ts';

type Recipe = Lesson['transcripts'][string];

/** A transcript that could not be recorded as its recipe has it; the message says where. */
export class RecordingError extends Error {
  override name = 'RecordingError';
  readonly repair = 'Mend the module, the client or the steps in lesson.ts, then record again.';
}

/**
 * Does a transcript's steps and returns what they showed.
 * @throws RecordingError when the runner, rather than a command, ended it
 */
export async function recordTranscript(
  host: RunHost,
  lesson: Lesson,
  recipe: Recipe,
): Promise<TranscriptEntry[]> {
  const entries: TranscriptEntry[] = [];
  for (const step of recipe.steps) {
    if ('build' in step) entries.push(await recordBuild(lesson, recipe, step));
  }
  const steps = guestSteps(recipe);
  return steps.length === 0
    ? entries
    : [...entries, ...(await recordRun(host, lesson, recipe, steps))];
}

/** The client needs its module: it is loaded before the first time, unless a shell line did it. */
function guestSteps(recipe: Recipe): RunStep[] {
  const steps: RunStep[] = [];
  let loaded = false;
  for (const step of recipe.steps) {
    if ('build' in step) continue;
    if ('shell' in step) loaded ||= /^insmod\b/.test(step.shell);
    else if (!loaded) {
      steps.push({ load: 'module' });
      loaded = true;
    }
    steps.push(step);
  }
  return steps;
}

async function filesOf(lesson: Lesson, recipe: Recipe) {
  const client = recipe.client ?? lesson.client;
  const paths = [
    ...(recipe.module ?? lesson.module).files,
    ...(client ? [`lessons/${lesson.id}/${client}`] : []),
  ];
  const sources = await Promise.all(paths.map((path) => readSource(path)));
  return sources.map(({ name, text }) => ({ name, text }));
}

async function recordBuild(
  lesson: Lesson,
  recipe: Recipe,
  { build: edition, brief = false }: { build: EditionId; brief?: boolean | undefined },
): Promise<TranscriptEntry> {
  const toolchain = await ensureToolchain(edition);
  const built = await buildModule({ toolchain, files: await filesOf(lesson, recipe) });
  const files = (recipe.module ?? lesson.module).files.join(' ');
  return {
    command: `npm run crossings -- build ${files} --edition ${edition}${brief ? ' --brief' : ''}`,
    output: buildText(built, toolchain.kernelRelease, { brief }),
  };
}

async function recordRun(
  host: RunHost,
  lesson: Lesson,
  recipe: Recipe,
  steps: RunStep[],
): Promise<TranscriptEntry[]> {
  const files = await filesOf(lesson, recipe);
  const decoder = new TextDecoder();
  let text = '';
  let over = false;
  const run = startRun(
    host,
    { edition: defaultEdition, files, steps },
    {
      event() {},
      terminal: (bytes) => {
        if (!over) text += decoder.decode(bytes, { stream: true });
      },
    },
  );
  run.terminal.resize(columns, rows);
  const outcome = await run.outcome;
  over = true;
  await run.stop();
  const crashed = outcome.kind === 'guest-crashed';
  const ended = outcome.kind === 'passed' || outcome.kind === 'failed';
  if (recipe.crash ? !crashed : !ended)
    throw new RecordingError(`${lesson.id}: ${sayOutcome(outcome)}`);
  const commands = commandsOf(steps, files);
  const entries = cutByCommand(plainText(text), commands);
  const missing = commands[entries.length];
  if (missing !== undefined) {
    const why = outcome.kind === 'failed' ? outcome.message : 'it is not on the terminal';
    throw new RecordingError(`${lesson.id}: \`${missing}\` was not recorded: ${why}`);
  }
  const last = entries.at(-1);
  if (crashed && last) last.output = [last.output, sayOutcome(outcome)].filter(Boolean).join('\n');
  return entries;
}

/** As the command line says it, a sentence on each line. */
const sayOutcome = (outcome: Outcome): string =>
  outcome.kind === 'passed'
    ? outcome.kind
    : `${outcome.kind}: ${outcome.message}`.replaceAll(/\. (?=[A-Z])/g, '.\n');

const columns = 100;
const rows = 40;

/** Terminal bytes as the lines that stood on the screen in the end, colours left out. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r') + 1).trimEnd())
    .join('\n');
}

function commandsOf(steps: RunStep[], files: { name: string }[]): string[] {
  const named = (ending: string) => files.find(({ name }) => name.endsWith(ending))?.name ?? '';
  return steps.map((step) => {
    if ('load' in step) return `insmod ${named('.c').replace(/\.c$/, '.ko')}`;
    if ('run' in step) return `node ${named('.ts')}`;
    return step.shell;
  });
}

/** Cuts the screen at its commands, which are known and come in order. */
export function cutByCommand(screen: string, commands: string[]): TranscriptEntry[] {
  const lines = screen.split('\n');
  const starts: number[] = [];
  for (const command of commands) {
    const at = lines.indexOf(`$ ${command}`, (starts.at(-1) ?? -1) + 1);
    if (at < 0) break;
    starts.push(at);
  }
  return starts.map((start, index) => ({
    command: commands[index] ?? '',
    output: lines
      .slice(start + 1, starts[index + 1])
      .join('\n')
      .trimEnd(),
  }));
}
