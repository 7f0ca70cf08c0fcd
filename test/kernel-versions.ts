// The kernel versions that a test covers: the default one in every run, all of them in the nightly
// run (`npm run test:nightly` sets the variable).
import { defaultEdition, type EditionId, editionId } from '../runner/editions.ts';

export const isNightly = Boolean(process.env.CROSSINGS_ALL_EDITIONS);

export const versionsUnderTest: readonly EditionId[] = isNightly
  ? editionId.options
  : [defaultEdition];
