// Counts what became of mutants. Pure.
import type { Entry } from './journal.ts';
import type { Mutant } from './mutants.ts';

type Tried = { mutant: Mutant; entry: Entry };

export type Tally = {
  name: string;
  /** Mutants that could be checked: they build, and the runner did not fail. */
  checked: number;
  killed: number;
  survivors: Tried[];
};

export function tallied(name: string, tried: Tried[]): Tally {
  const checked = tried.filter(
    ({ entry }) => entry.outcome !== 'did-not-build' && entry.outcome !== 'runner-error',
  );
  const survivors = checked.filter(({ entry }) => entry.outcome === 'passed');
  return { name, checked: checked.length, killed: checked.length - survivors.length, survivors };
}

/** A line with the share that was killed, of one exercise or of all. */
export function summaryOf(tallies: readonly Tally[]): string {
  const sum = (key: 'checked' | 'killed'): number =>
    tallies.reduce((total, tally) => total + tally[key], 0);
  const [checked, killed] = [sum('checked'), sum('killed')];
  const name = tallies.length === 1 ? tallies[0]?.name : 'all';
  const share = checked === 0 ? 'nothing to check' : `${((100 * killed) / checked).toFixed(1)} %`;
  return `${name}: ${killed} of ${checked} killed, ${share}`;
}
