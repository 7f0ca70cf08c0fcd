// Reads a claim: a small module that backs one sentence of a lesson about an interface. The format
// is told in claims.test.ts.
import { type EditionId, editionId } from '../../runner/editions.ts';

export type Expectation =
  | { verdict: 'ok' }
  | { verdict: 'error' | 'warning' | 'sparse'; text: string };

export type Claim = {
  /** From the repository's root. */
  path: string;
  /** The sentence, in words. */
  sentence: string;
  source: string;
  expected: Record<EditionId, Expectation>;
};

const part = /^(all|6\.1|6\.12|newest) (?:(ok)|(error|warning|sparse) ("(?:[^"\\]|\\.)+"))(?:; |$)/;

/**
 * Reads the first two lines of a claim.
 * @throws Error that names the file and the form that is asked for
 */
export function readClaim(path: string, source: string): Claim {
  const [first = '', second = ''] = source.split('\n');
  const wrong = (why: string) =>
    new Error(
      `${path}: ${why}\n    repair: begin with \`// expect: 6.1 ok; 6.12 error "…"; newest error "…"\` (or \`all …\`) and \`// claim: …\``,
    );
  if (!first.startsWith('// expect: ')) throw wrong('the first line is no expectation');
  if (!/^\/\/ claim: \S/.test(second)) throw wrong('the second line says no claim');
  const expected: Partial<Record<EditionId, Expectation>> = {};
  let rest = first.slice('// expect: '.length).trimEnd();
  while (rest !== '') {
    const found = part.exec(rest);
    if (!found) throw wrong(`cannot read "${rest}"`);
    const [whole, name, , verdict, literal] = found;
    const editions = name === 'all' ? editionId.options : [editionId.parse(name)];
    for (const edition of editions) {
      if (expected[edition]) throw wrong(`edition ${edition} is named twice`);
      expected[edition] = verdict
        ? { verdict: verdict as 'error', text: JSON.parse(literal ?? '""') }
        : { verdict: 'ok' };
    }
    rest = rest.slice(whole.length);
  }
  const missing = editionId.options.find((edition) => !expected[edition]);
  if (missing) throw wrong(`edition ${missing} is not named`);
  return {
    path,
    sentence: second.slice('// claim: '.length),
    source,
    expected: expected as Record<EditionId, Expectation>,
  };
}
