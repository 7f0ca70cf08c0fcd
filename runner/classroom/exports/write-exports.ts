// Writes what a grading run leaves for people and for other systems.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeBelow } from '../../private-files.ts';
import type { Grade } from '../grade.ts';
import { fileName } from '../student-names.ts';
import { csvTable } from './csv.ts';
import { gradescopeResults } from './gradescope.ts';
import { ktap } from './ktap.ts';
import { prairielearnResults } from './prairielearn.ts';
import { studentReport } from './student-report.ts';

/** Writes `results.csv`, `results.ktap` and the files of each student into `out`. */
export async function writeExports(out: string, grades: readonly Grade[]): Promise<void> {
  const write = (name: string, text: string): Promise<void> => writeBelow(out, name, text);
  await write('results.csv', csvTable(grades));
  await write('results.ktap', ktap(grades));
  for (const grade of grades) {
    const name = fileName(grade.student);
    await write(`reports/${name}.md`, studentReport(grade));
    const gradescope = gradescopeResults(grade);
    const results = `gradescope/${name}/results.json`;
    // A score of an earlier run doesn't outlive the flag that took it away.
    if (gradescope) await write(results, json(gradescope));
    else await rm(path.join(out, results), { force: true });
    await write(`prairielearn/${name}/results.json`, json(prairielearnResults(grade)));
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
