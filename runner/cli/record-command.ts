// `record`: the terminal output that lessons show, recorded anew or compared with what is kept.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { course } from '../../lessons/course.ts';
import type { TranscriptRecipe } from '../../lessons/lib/lesson.ts';
import { loadLesson, repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { formatTranscript } from '../../lessons/lib/transcript.ts';
import { defaultEdition } from '../editions.ts';
import { progressLines } from '../progress-lines.ts';
import { openRunHost } from '../run-host.ts';
import { normaliseTranscript } from '../transcripts/normalise.ts';
import { recordTranscript } from '../transcripts/record.ts';
import { exitWith } from './exit-with.ts';

type RecordOptions = { check?: boolean; only?: string };

/** Adds `record` to the program. */
export function addRecordCommand(program: Command): void {
  program
    .command('record')
    .description('record the terminal output that lessons show')
    .argument('[lessons...]', 'all by default')
    .option('--check', 'write nothing; tell what is no longer as recorded')
    .option('--only <transcript>', 'one transcript of the lesson')
    .action((lessons: string[], options: RecordOptions) =>
      exitWith(() => record(lessons.length > 0 ? lessons : course, options)),
    );
}

async function record(ids: readonly string[], options: RecordOptions): Promise<number> {
  const progress = progressLines(process.stderr);
  const host = await openRunHost({
    editions: [defaultEdition],
    onProgress: progress.show,
    ready: 0,
  });
  progress.end();
  let differing = 0;
  try {
    for (const id of ids) {
      const lesson = await loadLesson(id);
      for (const [name, recipe] of Object.entries(lesson.transcripts)) {
        if (options.only !== undefined && options.only !== name) continue;
        const text = formatTranscript(await recordTranscript(host, lesson, recipe));
        const recording = { id, name, recipe, text };
        const same = await keepOrCompare(recording, options.check === true);
        if (!same) differing += 1;
      }
    }
  } finally {
    await host.close();
  }
  return differing === 0 ? 0 : 1;
}

type Recording = { id: string; name: string; recipe: TranscriptRecipe; text: string };

async function keepOrCompare(
  { id, name, recipe, text }: Recording,
  check: boolean,
): Promise<boolean> {
  const folder = join(repositoryRoot, 'lessons', id, 'transcripts');
  const path = join(folder, `${name}.console`);
  const kept = await readFile(path, 'utf8').catch(() => '');
  const same = normaliseTranscript(kept, recipe) === normaliseTranscript(text, recipe);
  if (check) {
    console.log(`${id}/${name}: ${same ? 'as recorded' : `DIFFERS; now:\n${text}`}`);
    return same;
  }
  // What only differs in its stamps stays as it is: no noise in the history.
  if (!same) {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
  }
  console.log(`${id}/${name}: ${same ? 'unchanged' : 'recorded'}`);
  return true;
}
