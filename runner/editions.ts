// The kernels that every lesson runs on: one edition for each Debian suite.
import * as z from 'zod/mini';

/** An edition's id: the kernel series, or `newest` for what backports carries today. */
export const editionId = z.enum(['6.1', '6.12', 'newest']);
export type EditionId = z.infer<typeof editionId>;

export const defaultEdition: EditionId = '6.12';

export type Edition = {
  id: EditionId;
  /** Debian suite that the root file systems are made from. */
  suite: 'bookworm' | 'trixie';
  /** Where the kernel and its headers come from: the suite itself, or its backports. */
  kernelFrom: 'suite' | 'backports';
};

export const editions: Record<EditionId, Edition> = {
  '6.1': { id: '6.1', suite: 'bookworm', kernelFrom: 'suite' },
  '6.12': { id: '6.12', suite: 'trixie', kernelFrom: 'suite' },
  newest: { id: 'newest', suite: 'trixie', kernelFrom: 'backports' },
};
