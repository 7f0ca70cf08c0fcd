// Which wrong solutions an everyday run of the tests checks: for each check the one that fails least
// beside it. The others say more of the same, and run nightly.

/** In their own order; every check that any of them fails is failed by one that is left. */
export function mostSpecific<T extends { fails: string[] }>(mutants: readonly T[]): T[] {
  const chosen = new Set<T>();
  for (const id of new Set(mutants.flatMap(({ fails }) => fails))) {
    const [best] = mutants
      .filter(({ fails }) => fails.includes(id))
      .toSorted((a, b) => a.fails.length - b.fails.length);
    if (best) chosen.add(best);
  }
  return mutants.filter((mutant) => chosen.has(mutant));
}
