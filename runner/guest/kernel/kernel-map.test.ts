import { expect, test } from 'vitest';
import { kernelCodeStart } from './kernel-map.ts';
import { levelsOf, parseRegisters } from './registers.ts';
import { addressesOf, nameOf, parseSymbols, printSymbols, sizeAt } from './symbols.ts';

const monitor = `RAX=0000000000000000 RBX=0000000000000000
GDT=     fffffe222db7b000 0000007f
IDT=     fffffe0000000000 00000fff
CR0=80050033 CR2=00007f3822140fe0 CR3=0000000003712000 CR4=00751ef0
DR6=00000000ffff0ff0 DR7=0000000000000400
EFER=0000000000000d01`;

test('control registers are read from the monitor’s text', () => {
  const registers = parseRegisters(monitor);
  expect(registers).toEqual({
    ...{ CR0: '80050033', CR4: '00751ef0', EFER: '0000000000000d01' },
    ...{ DR7: '0000000000000400', IDT: 'fffffe0000000000 00000fff' },
  });
  expect(levelsOf(registers)).toBe(5);
  expect(() => parseRegisters('CR0=1')).toThrow('names no register');
});

test('the start of the kernel’s code is read from /proc/iomem', () => {
  const iomem = '00100000-0ffdcfff : System RAM\n  0ae00000-0bdfffff : Kernel code\n';
  expect(kernelCodeStart(iomem)).toBe(0x0ae0_0000);
  expect(() => kernelCodeStart('00000000-00000000 : System RAM')).toThrow('no kernel code');
});

const symbols = parseSymbols(`0000000000000000 A fixed_percpu_data
ffffffff81000000 T _stext
ffffffff81000000 T vfs_read
ffffffffc0279cf0 t out_intr	[virtio_console]
ffffffff81000040 T vfs_write
`);

test('addresses are named after the nearest symbol below them', () => {
  expect(nameOf(symbols, 0xffffffff81000000n)).toBe('vfs_read');
  expect(nameOf(symbols, 0xffffffff81000044n)).toBe('vfs_write+0x4');
  expect(nameOf(symbols, 0x1000n)).toBe('0x1000');
  expect(sizeAt(symbols, 0xffffffff81000000n)).toBe(0x40);
});

test('a module’s symbol is found by its name alone', () => {
  expect(addressesOf(symbols, 'out_intr')).toEqual([0xffffffffc0279cf0n]);
  expect(parseSymbols(printSymbols(symbols))).toEqual(symbols);
});
