// Fills the fences of lesson.md from files and transcripts.
import type { Tokens } from 'marked';
import { readTranscript, type TranscriptEntry } from '../../lessons/lib/transcript.ts';
import { isCompareLine } from '../src/reading/compare-lines.ts';
import { fileBlock, sketchBlock, transcriptBlock } from './code-block.ts';
import { type Fence, readFence } from './fence-info.ts';
import { recordedOutside } from './read-content.ts';
import type { Weaving } from './weaving.ts';

export function renderFence(weaving: Weaving, token: Tokens.Code): string {
  const fence = readFence(token.lang ?? '', token.text);
  if ('problem' in fence) return weaving.fault(token, fence.problem, fence.repair);
  switch (fence.kind) {
    case 'sketch':
      return sketchBlock(fence.code, fence.language).text;
    case 'file':
      return weaving.guarded(token, () => renderFile(weaving, token, fence));
    case 'transcript':
      return weaving.guarded(token, () => renderTranscript(weaving, token, fence));
  }
}

function renderFile(
  weaving: Weaving,
  token: Tokens.Code,
  fence: Extract<Fence, { kind: 'file' }>,
): string {
  if (!/^(kmod|lessons)\/[\w./-]+$/.test(fence.file) || fence.file.includes('..')) {
    return weaving.fault(token, `cannot show "${fence.file}"`, 'name a file in kmod/ or lessons/');
  }
  const file = weaving.tools.readSource(fence.file);
  const region = file.regions.find(({ name }) => name === fence.region) ?? null;
  if (fence.region !== null && !region) {
    const known = file.regions.map(({ name }) => name).join(', ') || 'none';
    return weaving.fault(
      token,
      `${fence.file} has no region "${fence.region}"`,
      `mark it there, or name one that it has (${known})`,
    );
  }
  weaving.shown.add(fence.file);
  if (region) weaving.shown.add(`${fence.file}#${region.name}`);
  const opens = weaving.source.files.some(({ path }) => path === fence.file);
  return fileBlock(file, region, opens).text;
}

function renderTranscript(
  weaving: Weaving,
  token: Tokens.Code,
  fence: Extract<Fence, { kind: 'transcript' }>,
): string {
  const { lesson, transcripts } = weaving.source;
  const recorded = transcripts.get(fence.transcript);
  weaving.transcripts.add(fence.transcript);
  const recipe = lesson.transcripts[fence.transcript];
  if (!recipe) {
    const known = Object.keys(lesson.transcripts).join(', ') || 'none';
    return weaving.fault(
      token,
      `lesson.ts describes no transcript "${fence.transcript}"`,
      `describe it there, or name one that it has (${known})`,
    );
  }
  const file = weaving.path(`transcripts/${fence.transcript}.console`);
  if (recorded === undefined) return weaving.fault(token, `there is no ${file}`, 'record it');
  const entries = readTranscript(recorded, file);
  const { first, last } = fence.commands ?? { first: 1, last: entries.length };
  if (first < 1 || last < first || last > entries.length) {
    return weaving.fault(
      token,
      `transcript "${fence.transcript}" has ${entries.length} commands`,
      `name some of 1-${entries.length}`,
    );
  }
  const shown = entries.slice(first - 1, last).map(withoutCompareLines);
  return transcriptBlock(fence.transcript, shown, {
    runnable: !recordedOutside(recipe),
    variant: weaving.source.variants.has(fence.transcript) ? fence.transcript : null,
  }).text;
}

/** What a client prints for `::compare` is drawn there. */
function withoutCompareLines({ command, output }: TranscriptEntry): TranscriptEntry {
  const lines = output.split('\n').filter((line) => !isCompareLine(line));
  return { command, output: lines.join('\n').replace(/^\n+/, '') };
}
