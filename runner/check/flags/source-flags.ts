// What is unusual in the text of a module: machine code of its own, directives and attributes that
// change what the compiler or the linker makes of it, and addresses written as numbers.
import type { Flag } from '../../check-protocol.ts';
import { type OwnToken, ownTokens } from './own-tokens.ts';

type Finding = Pick<Flag, 'kind'> & { says: string };

const assembly = ['asm', '__asm', '__asm__', 'asm_inline', 'asm_goto_output', 'asm_volatile_goto'];
const alternatives = /^(?:alternative|ALTERNATIVE|__ALTERNATIVE|ANNOTATE_|SYM_)\w*$/;
const pasting = /^(?:##|_*PASTE|_*CONCAT\w*|___?UNIQUE_ID\w*)$/;
const exporting = /^_*EXPORT_(?:UNUSED_)?SYMBOL\w*$/;
/** Attributes by which a function or an object lands where the kernel or the linker looks for others. */
const attributes = new Set(
  ['section', 'alias', 'weakref', 'ifunc', 'constructor', 'destructor', 'naked', 'target'].concat([
    'target_clones',
    'optimize',
    'symver',
    'patchable_function_entry',
    'resolver',
    'copy',
  ]),
);
const attributeMacros = new Set([
  '__section',
  '__alias',
  '__naked',
  '__used_section',
  '__ADDRESSABLE',
]);
const directives = new Set(
  ['include', 'define', 'undef', 'if', 'ifdef', 'ifndef', 'elif', 'else', 'endif'].concat([
    'error',
    'warning',
  ]),
);
const pragmas = new Set(['once', 'pack']);
/** Turn a physical address or a distance into a pointer to anything. */
const translating = new Set(
  ['phys_to_virt', '__va', 'page_offset_base', 'PAGE_OFFSET', '__PAGE_OFFSET', 'phys_base'].concat([
    '__START_KERNEL_map',
    'vmemmap_base',
    'pfn_to_kaddr',
    'bus_to_virt',
  ]),
);

/** Files and devices that the checks look at, or by which the machine is changed. */
const kernelsOwn =
  /slabinfo|meminfo|kmsg|vport|virtio|panic_on_|sysrq|kallsyms|kcore|\/bin\/|\/proc\/(?:sys|self|\d)|\/sys\/kernel\/(?:debug|tracing)|\/dev\/(?:mem|port|hvc|vda)/;
/** Where a function is, and what it returns to. */
const stackWords =
  /^(?:__builtin_(?:frame|return)_address|current_stack_pointer|pfn_to_page|pfn_to_virt|__pfn_to_page)$/;

/** Findings in a module's own text; `file` is its name. */
export function sourceFlags(text: string, file: string): Flag[] {
  const tokens = ownTokens(text);
  return tokens.flatMap((token, index) => {
    const found = findingAt(tokens, index);
    return found ? [{ kind: found.kind, what: `${file}:${token.line} ${found.says}` }] : [];
  });
}

/** Whether a text makes words out of pieces, so that what it holds can't be told from its tokens. */
export function pastesTokens(text: string): boolean {
  return ownTokens(text).some(({ text: token }) => pasting.test(token));
}

function findingAt(tokens: readonly OwnToken[], index: number): Finding | undefined {
  const { kind, text, first } = tokens[index] as OwnToken;
  const after = tokens[index + 1]?.text ?? '';
  if (kind === 'string' && kernelsOwn.test(text)) {
    return {
      kind: 'foreign-object',
      says: `names ${text.slice(0, 40)}, which belongs to the kernel.`,
    };
  }
  if (kind === 'raw') return { kind: 'directive', says: 'holds a raw string.' };
  if (kind === 'number') return isKernelAddress(text) ? addressFinding(text) : undefined;
  if (first && text === '#') {
    const known = directives.has(after) || (after === 'pragma' && isPlainPragma(tokens, index));
    return known || tokens[index + 1]?.first !== false
      ? undefined
      : { kind: 'directive', says: `holds the directive #${after}.` };
  }
  if (kind !== 'word') return undefined;
  if (assembly.includes(text) || alternatives.test(text)) {
    return { kind: 'assembly', says: 'holds inline assembly.' };
  }
  if (exporting.test(text)) return { kind: 'export', says: 'exports a symbol to other modules.' };
  if (text === '_Pragma') return { kind: 'directive', says: 'holds a _Pragma.' };
  if (stackWords.test(text)) return { kind: 'address', says: `computes an address with ${text}.` };
  if (beginsInclude(tokens, index)) {
    return {
      kind: 'directive',
      says: `defines ${after} before it includes a header of the kernel.`,
    };
  }
  if (translating.has(text)) return { kind: 'address', says: `computes an address with ${text}.` };
  if (attributeMacros.has(text)) return { kind: 'section', says: `uses ${text}.` };
  if (/^__attribute(?:__)?$/.test(text)) return attributeFinding(tokens, index);
  return undefined;
}

/** A macro that a header's code may use: what stands in it would be taken for the kernel's. */
function beginsInclude(tokens: readonly OwnToken[], index: number): boolean {
  if (tokens[index]?.text !== 'define' || tokens[index - 1]?.first !== true) return false;
  const name = tokens[index + 1]?.text ?? '';
  // The kernel's own names for it, and names of constants, are how people write modules.
  if (/^(?:pr_fmt|dev_fmt|[^a-z]+)$/.test(name)) return false;
  return tokens
    .slice(index)
    .some(({ text }, at) => text === 'include' && tokens[index + at - 1]?.first);
}

function addressFinding(text: string): Finding {
  return { kind: 'address', says: `holds the kernel address ${text.slice(0, 20)}.` };
}

/** The names inside the parentheses of an attribute. */
function attributeFinding(tokens: readonly OwnToken[], index: number): Finding | undefined {
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0) return undefined;
    const name = text.replace(/^__|__$/g, '');
    if (attributes.has(name)) return { kind: 'section', says: `uses the attribute ${name}.` };
  }
  return undefined;
}

function isPlainPragma(tokens: readonly OwnToken[], index: number): boolean {
  const [first = '', second = ''] = [tokens[index + 2]?.text, tokens[index + 3]?.text];
  return pragmas.has(first) || (first === 'GCC' && second === 'diagnostic');
}

/** In the kernel's half of the address space, but for masks (ones from the top) and small negatives. */
function isKernelAddress(text: string): boolean {
  const digits = /^(0[xX][\da-fA-F]+|0[bB][01]+|\d+)[uUlLzZ]*$/.exec(text)?.[1];
  if (digits === undefined || digits.length > 70) return false;
  const octal = /^0[0-7]+$/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits.replace(/^0+(?=\d)/, ''));
  if (value < 0xffff_8000_0000_0000n || value > 0xffff_ffff_ff00_0000n) return false;
  const zeros = BigInt.asUintN(64, -value);
  return (zeros & (zeros - 1n)) !== 0n;
}
