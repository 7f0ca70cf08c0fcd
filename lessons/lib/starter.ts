// One file holds solution and starter. Between `todo` and `endtodo` stands the solution; the starter
// has the instruction there, and the lines of `starter:` comments as code.
//
//   // todo: copy at most NOTE_SIZE bytes from the program
//   if (copy_from_user(note, buffer, length))
//     return -EFAULT;
//   // starter: return -ENOSYS;
//   // endtodo
//
// In C the same words stand in comments of its own kind.
import { ContentError } from './content-error.ts';

const marker =
  /^(\s*)(?:\/\*|\/\/) ?(todo(?=:)|starter(?=:)|endtodo(?=\s|$))(?::\s?(.*?))?\s*(?:\*\/)?\s*$/;

export type SolutionAndStarter = {
  solution: string;
  starter: string;
  /** Lines of the solution that the student writes, counted from 1, both ends included. */
  written: { first: number; last: number }[];
};

/**
 * Splits a solution file.
 * @throws ContentError when a region is not closed, opened twice, or there is none
 */
export function splitSolution(text: string, file: string): SolutionAndStarter {
  const solution: string[] = [];
  const starter: string[] = [];
  const written: SolutionAndStarter['written'] = [];
  let openedAt = 0;
  let firstWritten = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const place = { file, line: index + 1 };
    const [, indent = '', kind, words = ''] = marker.exec(line) ?? [];
    if (kind === 'todo') {
      if (openedAt > 0) {
        throw new ContentError(
          place,
          `a todo inside the one of line ${openedAt}`,
          'close it first',
        );
      }
      openedAt = index + 1;
      firstWritten = solution.length + 1;
      starter.push(comment(indent, `TODO: ${words}`, file));
    } else if (kind === 'endtodo') {
      if (openedAt === 0) {
        throw new ContentError(place, 'an endtodo without a todo', 'open it with a todo comment');
      }
      openedAt = 0;
      written.push({ first: firstWritten, last: solution.length });
    } else if (kind === 'starter') {
      if (openedAt === 0) {
        throw new ContentError(place, 'a starter line outside of a todo', 'move it into one');
      }
      starter.push(starterLine(indent, words));
    } else {
      solution.push(line);
      if (openedAt === 0) starter.push(line);
    }
  }
  if (openedAt > 0) {
    throw new ContentError({ file, line: openedAt }, 'a todo that is not closed', 'add an endtodo');
  }
  if (written.length === 0) {
    throw new ContentError({ file }, 'has no todo', 'mark what the student is to write');
  }
  return { solution: solution.join('\n'), starter: starter.join('\n'), written };
}

/** An empty line stays empty, and a directive of the preprocessor begins its line. */
function starterLine(indent: string, words: string): string {
  return words.startsWith('#') ? words : `${indent}${words}`.trimEnd();
}

function comment(indent: string, words: string, file: string): string {
  return file.endsWith('.ts') ? `${indent}// ${words}` : `${indent}/* ${words} */`;
}
