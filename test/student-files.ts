// Real little programs of students, right and wrong, as the files of a Run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '../runner/protocol.ts';

const folder = join(import.meta.dirname, 'fixtures/students');

/** The named files of test/fixtures/students. */
export function studentFiles(...names: string[]): SourceFile[] {
  return names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}
