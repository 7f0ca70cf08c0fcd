// Machine instructions that a module has no business with: those of the processor's privileged state
// and of ports. Found in the disassembly, so wherever they come from, headers included.
import type { Flag } from '../../check-protocol.ts';

const prefixes =
  /^(?:(?:lock|rep|repz|repnz|data16|addr32|[c-gs]s|notrack|bnd|xacquire|xrelease|rex\S*) +)*/;

const privileged = new Set(
  [
    'in',
    'out',
    'insb',
    'insw',
    'insl',
    'outsb',
    'outsw',
    'outsl',
    'rdmsr',
    'wrmsr',
    'wrmsrns',
  ].concat(
    [
      'lgdt',
      'lidt',
      'sgdt',
      'sidt',
      'lldt',
      'sldt',
      'ltr',
      'str',
      'lmsw',
      'smsw',
      'clts',
      'invlpg',
    ],
    ['invpcid', 'invd', 'wbinvd', 'wbnoinvd', 'hlt', 'cli', 'sti', 'popf', 'swapgs', 'xsetbv'],
    ['rdpmc', 'monitor', 'mwait', 'vmcall', 'vmmcall', 'vmlaunch', 'vmresume', 'vmrun', 'sysret'],
    ['sysexit', 'syscall', 'sysenter', 'iret', 'lret', 'ljmp', 'lcall', 'int', '(bad)', 'wrpkru'],
    ['wrfsbase', 'wrgsbase', 'senduipi', 'uiret', 'encls', 'enclu', 'getsec', 'rsm'],
  ),
);

/** One finding for each kind of privileged instruction in the text of `objdump -d`. */
export function instructionFlags(disassembly: string): Flag[] {
  const found = new Set<string>();
  for (const [, code = ''] of disassembly.matchAll(/^ *[\da-f]+:\t(.*)$/gm)) {
    const [name = '', operands = ''] = code.replace(prefixes, '').split(/ +/, 2);
    const plain = privileged.has(name) ? name : name.replace(/[bwlq]$/, '');
    if (privileged.has(plain)) found.add(plain);
    if (name.startsWith('mov') && /%(?:cr|db|dr)\d/.test(operands))
      found.add('mov to or from a control register');
  }
  return [...found].map((name) => ({
    kind: 'assembly',
    what: `The module’s machine code holds the privileged instruction ${name}.`,
  }));
}
