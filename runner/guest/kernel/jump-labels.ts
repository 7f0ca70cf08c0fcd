// Jump labels: places in the kernel's code that the kernel itself switches between a jump and a
// no-operation. arch/x86/include/asm/jump_label.h, include/linux/jump_label.h.

const entryBytes = 16;
const nops: Record<number, Buffer> = {
  2: Buffer.from('6690', 'hex'),
  5: Buffer.from('0f1f440000', 'hex'),
};
const shortJump = 0xeb;
const nearJump = 0xe9;

/** Where code may change, and what it may jump to. */
export type JumpLabel = { site: bigint; target: bigint };

/** Reads the kernel's table of jump labels, which is at `address`. */
export function parseJumpLabels(table: Buffer, address: bigint): JumpLabel[] {
  const labels: JumpLabel[] = [];
  for (let at = 0; at + entryBytes <= table.length; at += entryBytes) {
    const here = address + BigInt(at);
    labels.push({
      site: here + BigInt(table.readInt32LE(at)),
      target: here + 4n + BigInt(table.readInt32LE(at + 4)),
    });
  }
  return labels;
}

/**
 * Puts back what jump labels have switched, so that nothing but other changes is left.
 * @param is code as it is now; changed in place
 * @param was the same code in the template
 */
export function undoJumpLabels(
  is: Buffer,
  was: Buffer,
  address: bigint,
  labels: JumpLabel[],
): void {
  for (const { site, target } of labels) {
    const at = Number(site - address);
    if (at < 0 || at + 5 > was.length) continue;
    const bytes = was[at] === shortJump || was[at] === 0x66 ? 2 : 5;
    const now = is.subarray(at, at + bytes);
    const before = was.subarray(at, at + bytes);
    if (now.equals(before)) continue;
    if (isSwitched(now, target - site - BigInt(bytes))) before.copy(now);
  }
}

function isSwitched(now: Buffer, distance: bigint): boolean {
  if (nops[now.length]?.equals(now)) return true;
  if (now.length === 2) return now[0] === shortJump && BigInt(now.readInt8(1)) === distance;
  return now[0] === nearJump && BigInt(now.readInt32LE(1)) === distance;
}
