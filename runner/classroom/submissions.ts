// The submissions of a class: one folder or zip for each student, and in it the one file asked for.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SourceFile } from '../protocol.ts';
import { shownName } from './student-names.ts';
import { type FoundFile, folderFiles, SubmissionRefused, zipFiles } from './submission-files.ts';

export type Submission = {
  /** The name of the folder or zip, fit to be shown. */
  student: string;
  /** Absolute. */
  path: string;
  kind: 'folder' | 'zip' | 'other';
};

/** Submissions by name. Hidden files are passed over, anything else counts as somebody's. */
export async function listSubmissions(folder: string): Promise<Submission[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX')
    .map((entry): Submission => {
      const zip = entry.isFile() && /\.zip$/i.test(entry.name);
      return {
        student: shownName(zip ? entry.name.slice(0, -4) : entry.name),
        path: path.resolve(folder, entry.name),
        kind: entry.isDirectory() ? 'folder' : zip ? 'zip' : 'other',
      };
    })
    .toSorted((a, b) => (a.student < b.student ? -1 : 1));
  const names = found.map(({ student }) => student);
  // A folder and a zip of one name: both are kept, under their full names.
  return found.map((each) =>
    names.indexOf(each.student) === names.lastIndexOf(each.student)
      ? each
      : { ...each, student: shownName(path.basename(each.path)) },
  );
}

/**
 * The source that a student handed in.
 * @param wanted name of the exercise's file; the only file with its ending does as well
 * @throws SubmissionRefused when there is none that can be graded
 */
export async function readSubmission(
  { path: place, kind }: Submission,
  wanted: string,
): Promise<SourceFile> {
  if (kind === 'other') {
    throw new SubmissionRefused(`It is neither a folder nor a zip; hand in ${wanted} in one.`);
  }
  const files = kind === 'zip' ? await zipFiles(place) : await folderFiles(place);
  const bytes = await choose(files, wanted).read();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SubmissionRefused(`${wanted} is not UTF-8 text.`);
  }
  if (text.trim() === '') throw new SubmissionRefused(`${wanted} is empty.`);
  return { name: wanted, text };
}

function choose(files: FoundFile[], wanted: string): FoundFile {
  const named = files.filter(({ name }) => path.posix.basename(name) === wanted);
  const candidates =
    named.length > 0 ? named : files.filter(({ name }) => name.endsWith(path.extname(wanted)));
  const [only, another] = candidates;
  if (!only) throw new SubmissionRefused(`There is no ${wanted} in it.`);
  if (another) {
    throw new SubmissionRefused(
      `It holds both ${only.name} and ${another.name}; leave one of them.`,
    );
  }
  return only;
}
