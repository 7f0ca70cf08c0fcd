// The files that an exercise's round uses: a round proves nothing where they are missing.

/**
 * Shell that ends with a code of its own where one of the files that a round uses is missing: bash
 * would make a plain file in its place, and all would seem well.
 */
export function needsFiles(round: string): string {
  const files = [...round.matchAll(/\/(dev|proc|sys)\/[\w/-]+/g)];
  const tests = files.map(([file, where]) => `[ ${where === 'dev' ? '-c' : '-e'} ${file} ]`);
  return [...new Set(tests)].map((each) => `${each} || exit ${missing}`).join('\n');
}

/** That code. */
export const missing = 90;
