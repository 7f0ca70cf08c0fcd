// Names of students as they're shown, and names of files made from them. Both come from names of
// directories, in which anything may stand.
import { createHash } from 'node:crypto';
import { cleanLine } from '../clean-text.ts';

const shownCharacters = 100;
const slugCharacters = 60;
const hashDigits = 10;

/** Fits every file system as it is, and no other name becomes the same on one that folds case. */
const plain =
  /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z0-9](?:[a-z0-9._@+-]{0,58}[a-z0-9])?$/;

/** A name as it's shown: on one line, without control characters, of a bounded length. */
export function shownName(raw: string): string {
  const name = cleanLine(raw);
  const short = [...name].slice(0, shownCharacters).join('');
  return short === raw ? raw : `${short || 'unnamed'} ~${hash(raw)}`;
}

/** A file name of its own for any name of a student's, without ending. */
export function fileName(student: string): string {
  if (plain.test(student)) return student;
  const slug = student
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9@+-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, slugCharacters);
  return `${slug || 'student'}~${hash(student)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hashDigits);
}
