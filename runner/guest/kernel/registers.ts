// The control registers of a guest's processor, from the emulator's monitor.
import * as z from 'zod';
import type { Qmp } from '../qmp.ts';

export const registers = z.strictObject({
  /** Paging and write protection. */
  CR0: z.string(),
  CR4: z.string(),
  EFER: z.string(),
  /** Which breakpoints of the processor are armed. */
  DR7: z.string(),
  /** Where the interrupt descriptor table is, and its length. */
  IDT: z.string(),
});
export type Registers = z.infer<typeof registers>;

/** Reads what the monitor's `info registers` prints. @throws Error where a register is missing */
export function parseRegisters(text: string): Registers {
  const read = (name: keyof Registers): string => {
    const value = new RegExp(`\\b${name} ?= *([0-9a-f]+(?: [0-9a-f]{8})?)`).exec(text)?.[1];
    if (value === undefined) throw new Error(`the emulator names no register ${name}`);
    return value;
  };
  return {
    CR0: read('CR0'),
    CR4: read('CR4'),
    EFER: read('EFER'),
    DR7: read('DR7'),
    IDT: read('IDT'),
  };
}

/** Five levels of page tables instead of four (CR4.LA57). */
export function levelsOf({ CR4 }: Registers): 4 | 5 {
  return (Number.parseInt(CR4, 16) >> 12) & 1 ? 5 : 4;
}

/** The registers of an emulator's processor; it had better stand still. */
export async function readRegisters(qmp: Qmp): Promise<Registers> {
  const command = { 'command-line': 'info registers' };
  return parseRegisters(String(await qmp.execute('human-monitor-command', command)));
}
