import { describe, expect, it } from 'vitest';
import { explainFailure } from './image-error.ts';

describe('explainFailure', () => {
  it.each([
    ['disk-full', 'dpkg-deb: error: cannot write: No space left on device\nE: mmdebstrap failed'],
    ['network', "W: Failed to fetch x  Temporary failure resolving 'mirror'\nE: apt failed"],
    ['signature', 'The following signatures were invalid: NO_PUBKEY 6ED0E7B82643E131'],
    ['namespaces', 'bwrap: No permissions to create new namespace, likely because the kernel …'],
  ])('finds the cause %s', (reason, output) => {
    const error = explainFailure('mmdebstrap', 'the guest', output);
    expect(error).toMatchObject({ reason, output });
    expect(error.message).toMatch(/^Cannot make the guest: /);
    expect(error.repair).not.toBe('');
  });

  it('shows the last error line where the cause is not known', () => {
    const error = explainFailure('mmdebstrap', 'the guest', 'I: a\nE: first\nE: second\nI: b');
    expect(error.message).toBe('Cannot make the guest: mmdebstrap failed (E: second).');
  });
});
