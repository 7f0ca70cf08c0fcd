// Holds the lessons to what they say about interfaces and versions.
//
// A claim is a small module, kmod/<way>/claims/<name>.c, that compiles where the lesson says that
// something works and fails where it says that it does not. Its first two lines are
//
//   // expect: 6.1 ok; 6.12 error "too many arguments"; newest error "too many arguments"
//   // claim: class_create() lost its first argument, the module, in 6.4.
//
// Each edition is named once, or `all` stands for the three. What can be expected:
//
//   ok             it compiles, and no tool says anything
//   warning "…"    it compiles, with a warning in which this text stands
//   error "…"      it does not compile; an error has this text
//   sparse "…"     the compiler is silent, and the checker sparse says this
//                  (6.1 and 6.12 only: Debian's sparse cannot read the newest headers)
//
// In the text `"` is written `\"`. A claim is complete: it includes what it uses, marks functions
// that nobody calls with __used, and ends with MODULE_DESCRIPTION and MODULE_LICENSE. It says one
// thing, so that a failure names the sentence that is wrong.
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildModule, type Toolchain } from '../../runner/build/index.ts';
import { defaultEdition, type EditionId, editionId } from '../../runner/editions.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import { isNightly, versionsUnderTest } from '../kernel-versions.ts';
import { claimsOf, modernModules, readCourseFile, sourcesOf, ways } from './course-modules.ts';
import { kbuildComplaints } from './kbuild-checks.ts';
import type { Claim, Expectation } from './read-claim.ts';

/**
 * The claims to compile for a kernel version. A claim that expects of another version what it expects
 * of the default one waits for the nightly run.
 */
function claimsFor(version: EditionId, claims: readonly Claim[]): readonly Claim[] {
  if (isNightly || version === defaultEdition) return claims;
  return claims.filter(
    ({ expected }) => !isDeepStrictEqual(expected[version], expected[defaultEdition]),
  );
}

/** Many builds at once on a busy machine take longer than a learner would be let wait. */
const patient = { wallMs: 100_000 };

describe.each(editionId.options)('edition %s', (edition) => {
  let toolchain: Toolchain;
  beforeAll(async () => {
    toolchain = await ensureToolchain(edition);
  });

  describe.each(ways)('kmod/%s', (way) => {
    test.runIf(versionsUnderTest.includes(edition)).each(modernModules(way))(
      '%s builds without a word',
      async (path) => {
        const headers = sourcesOf(way, '.h').map(readCourseFile);
        const files = [readCourseFile(path), ...headers];
        const built = await buildModule({ toolchain, files, limits: patient });
        expect(built).toMatchObject({ ok: true, diagnostics: [] });
      },
    );

    test.runIf(versionsUnderTest.includes(edition))(
      'nothing is found by W=1 and sparse',
      async () => {
        const files = [...modernModules(way), ...sourcesOf(way, '.h')].map(readCourseFile);
        expect(await kbuildComplaints(toolchain, files)).toEqual([]);
      },
    );

    const claims = claimsFor(edition, claimsOf(way));
    test.concurrent.each(claims.map((claim) => [claim.path, claim.sentence, claim] as const))(
      '%s: %s',
      async (_path, _sentence, claim) => holds(toolchain, claim),
    );
  });
});

/** Fails unless the compiler, and sparse where it is asked, say what the claim expects. */
async function holds(toolchain: Toolchain, claim: Claim): Promise<void> {
  const expected = claim.expected[toolchain.edition];
  const file = { name: claim.path.split('/').at(-1) ?? '', text: claim.source };
  const built = await buildModule({ toolchain, files: [file], limits: patient });
  const said = built.diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
  expect(built.ok, said.join('\n')).toBe(expected.verdict !== 'error');
  if (expected.verdict === 'error' || expected.verdict === 'warning') {
    expect(said).toContainEqual(sentence(expected));
    return;
  }
  expect(said).toEqual([]);
  if (expected.verdict === 'ok') return;
  expect(await kbuildComplaints(toolchain, [file])).toContainEqual(
    expect.stringContaining(expected.text),
  );
}

function sentence(expected: Exclude<Expectation, { verdict: 'ok' }>): unknown {
  const words = expected.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return expect.stringMatching(new RegExp(`^${expected.verdict}: .*${words}`));
}
