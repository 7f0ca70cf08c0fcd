// Every lesson's client passes on every kernel version; on the versions under test its module also
// loads and unloads twice without a complaint from the kernel; and its recorded terminal output is
// what the virtual machine still prints.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { course } from '../../lessons/course.ts';
import { loadLesson, readLessonFiles, repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { formatTranscript } from '../../lessons/lib/transcript.ts';
import { editionId } from '../../runner/editions.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { normaliseTranscript } from '../../runner/transcripts/normalise.ts';
import { recordTranscript } from '../../runner/transcripts/record.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { runToEnd } from '../run-to-end.ts';

const lessons = await Promise.all(course.map((id) => loadLesson(id)));

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: [...editionId.options], onProgress() {}, ready: 0 });
});
afterAll(() => host.close());

const complaint =
  /\b(BUG|WARNING|Oops|Call Trace|general protection fault|refcount_t|INFO: task)\b/;

const named = lessons.map((lesson) => [lesson.id, lesson] as const);

describe.each(named)('%s', { concurrent: true }, (_id, lesson) => {
  test.each(editionId.options)('its client passes on %s', async (edition) => {
    const files = (await readLessonFiles(lesson)).map(({ name, text }) => ({ name, text }));
    const { outcome, log, terminal } = await runToEnd(host, { edition, files });
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(log.filter((line) => complaint.test(line))).toEqual([]);
  });

  test.each(versionsUnderTest)('its module loads and unloads twice on %s', async (edition) => {
    const files = (await readLessonFiles(lesson)).map(({ name, text }) => ({ name, text }));
    const name = (lesson.module.files[0]?.split('/').at(-1) ?? '').replace(/\.c$/, '');
    const round = [{ shell: `insmod ${name}.ko` }, { shell: `rmmod ${name}` }];
    const steps = [...round, ...round, { shell: `lsmod | grep -c ^${name} || true` }];
    const { outcome, log, terminal } = await runToEnd(host, { edition, files, steps });
    expect(outcome).toEqual({ kind: 'passed' });
    expect(terminal).not.toContain('ERROR');
    expect(terminal.trimEnd()).toMatch(/\n0$/);
    expect(log.filter((line) => complaint.test(line))).toEqual([]);
  });
});

// One at a time: some of them show who is first.
describe.each(named)('%s', (_id, lesson) => {
  test.each(Object.entries(lesson.transcripts))(
    'transcript %s is as recorded',
    async (name, recipe) => {
      const path = join(repositoryRoot, 'lessons', lesson.id, 'transcripts', `${name}.console`);
      const now = formatTranscript(await recordTranscript(host, lesson, recipe));
      const kept = await readFile(path, 'utf8');
      expect(normaliseTranscript(now, recipe)).toBe(normaliseTranscript(kept, recipe));
    },
  );
});
