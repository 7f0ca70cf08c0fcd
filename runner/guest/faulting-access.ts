// Which pointer a faulting instruction followed: read from the `Code:` bytes and the registers of an
// oops. A NULL pointer and an error pointer fault at the same small addresses; the register tells.
// Knows the common forms of x86-64 memory operands, and says nothing of others.

export type FaultingAccess = {
  /** The pointer in the base register, before the field's offset is added. */
  base: bigint;
  offset: bigint;
};

const names = [
  ...['RAX', 'RCX', 'RDX', 'RBX', 'RSP', 'RBP', 'RSI', 'RDI'],
  ...['R08', 'R09', 'R10', 'R11', 'R12', 'R13', 'R14', 'R15'],
];

/** One-byte opcodes with a ModRM byte: arithmetic, mov, test, xchg, groups 1, 3, 4, 5 and 11. */
const oneByte = new Set([
  ...[0x00, 0x08, 0x10, 0x18, 0x20, 0x28, 0x30, 0x38].flatMap((op) => [op, op + 1, op + 2, op + 3]),
  ...[0x63, 0x69, 0x6b, 0x80, 0x81, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b],
  ...[0xc0, 0xc1, 0xc6, 0xc7, 0xd0, 0xd1, 0xd2, 0xd3, 0xf6, 0xf7, 0xfe, 0xff],
]);

/**
 * Decodes the instruction at which the kernel faulted.
 * @param lines of an oops, without times
 * @returns null where the operand is not one register and an offset, or does not give `address`
 */
export function faultingAccess(lines: readonly string[], address: bigint): FaultingAccess | null {
  const registers = kernelRegisters(lines);
  const code = lines.map((line) => /^Code:.*<([0-9a-f]{2})>((?: [0-9a-f]{2})*)/.exec(line));
  const [, first = '', rest = ''] = code.find(Boolean) ?? [];
  const operand = memoryOperand([first, ...rest.split(' ').filter(Boolean)].map(hexByte));
  if (!operand) return null;
  const base = registers.get(operand.register);
  if (base === undefined) return null;
  return BigInt.asUintN(64, base + operand.offset) === address
    ? { base, offset: operand.offset }
    : null;
}

const hexByte = (text: string): number => Number.parseInt(text, 16);

/** The general registers of the first dump, which is that of the fault. */
function kernelRegisters(lines: readonly string[]): Map<string, bigint> {
  const registers = new Map<string, bigint>();
  for (const line of lines) {
    for (const [, name = '', value = ''] of line.matchAll(/\b(R[A-Z0-9]{2}): ([0-9a-f]{16})\b/g)) {
      if (!registers.has(name)) registers.set(name, BigInt(`0x${value}`));
    }
  }
  return registers;
}

function memoryOperand(code: number[]): { register: string; offset: bigint } | null {
  let at = 0;
  while ([0x66, 0xf0, 0xf2, 0xf3, 0x3e].includes(code[at] ?? 0)) at += 1;
  const prefix = code[at] ?? 0;
  const rex = prefix >= 0x40 && prefix < 0x50 ? prefix : 0;
  if (rex) at += 1;
  const opcode = code[at++] ?? 0;
  if (opcode === 0x0f) {
    // movzx, movsx, bit tests, cmpxchg, xadd.
    const second = code[at++] ?? 0;
    if (!((second >= 0xa3 && second <= 0xc1) || (second >= 0x40 && second < 0x50))) return null;
  } else if (!oneByte.has(opcode)) return null;
  const modRm = code[at++] ?? 0;
  const mode = modRm >> 6;
  let register = modRm & 7;
  if (mode === 3 || (mode === 0 && register === 5)) return null;
  if (register === 4) {
    const sib = code[at++] ?? 0;
    // An index besides the base: the sum says nothing of either.
    if (((sib >> 3) & 7) !== 4 || rex & 2) return null;
    register = sib & 7;
    if (mode === 0 && register === 5) return null;
  }
  const bytes = Uint8Array.from([...code.slice(at, at + 4), 0, 0, 0, 0]);
  const view = new DataView(bytes.buffer);
  const offset = mode === 0 ? 0 : mode === 1 ? view.getInt8(0) : view.getInt32(0, true);
  return { register: names[register + (rex & 1 ? 8 : 0)] ?? '', offset: BigInt(offset) };
}
