// What in a module's own statements reaches for things that aren't the module's: addresses that were
// made up, functions called by number, the insides of other tasks, files and modules.
import path from 'node:path';
import { workFolder } from '../../build/toolchain-sandbox.ts';
import type { Flag } from '../../check-protocol.ts';
import { type Statement, statementsOf } from './statements.ts';

/** Fields of the kernel's structures; `store` is for those that anybody may read. */
const foreign: Record<string, { use?: 'all' | string[]; store?: 'all' | string[] }> = {
  task_struct: {
    use: [
      'files',
      'fs',
      'tasks',
      'thread_node',
      'children',
      'sibling',
      'sighand',
      'stack',
      'thread',
    ],
    store: ['cred', 'real_cred', 'mm', 'active_mm', 'nsproxy', 'signal', 'seccomp'],
  },
  file: { store: ['f_op', 'f_inode', 'f_mapping', 'f_path', 'f_cred'] },
  inode: { store: ['i_fop', 'i_op', 'i_mapping', 'i_sb'] },
  files_struct: { use: 'all' },
  fdtable: { use: 'all' },
  module: { use: ['list', 'state', 'mkobj', 'syms', 'kallsyms', 'init', 'exit', 'mem', 'refcnt'] },
  file_operations: { store: 'all' },
  proc_ops: { store: 'all' },
  super_block: { store: 'all' },
  dentry: { store: 'all' },
  console: { use: 'all' },
  tty_struct: { use: 'all' },
};

/** What a number in a pointer honestly is: an index, a mark, an error. */
const honest = { from: -4096n, to: 0xffffn };
/** An address on x86-64 has 48 bits and a sign; what the kernel poisons pointers with has not. */
const addressBits = 48;

/**
 * Findings in the statements of a module's own files; the kernel's inline functions may do these things.
 * @param pasted whether the student's text makes words out of pieces, `asm` perhaps
 */
export function statementFlags(dump: string, pasted: boolean): Flag[] {
  const flags: Flag[] = [];
  for (const statement of statementsOf(dump)) {
    if (!statement.file.startsWith(workFolder)) continue;
    const at = `${path.basename(statement.file)}:${statement.line}`;
    if (pasted && isStrangeAssembly(statement)) {
      flags.push({ kind: 'assembly', what: `${at} holds inline assembly.` });
    }
    const field = foreignField(statement);
    if (field !== undefined) flags.push({ kind: 'foreign-object', what: `${at} ${field}` });
    const address = madeUpAddress(statement);
    if (address !== undefined) {
      flags.push({ kind: 'address', what: `${at} uses the constant address ${address}.` });
    }
    if (callsNumber(statement)) {
      flags.push({ kind: 'cast', what: `${at} makes a function pointer out of something else.` });
    }
  }
  return flags;
}

/** Assembly that isn't one of the kernel's macros': WARN_ON and BUG, barriers, get_user, put_user. */
function isStrangeAssembly({ text }: Statement): boolean {
  const template = /^__asm__ .*?\("(.*)/.exec(text)?.[1];
  return (
    template !== undefined &&
    !/^(?:1:\t\.byte 0x0f, 0x0b|"|lock |[lms]fence|call __(?:get|put)_user_)/.test(template)
  );
}

const member = /(&?)(?<![\w.])([\w.]+?(?:_\d+)?)(?:\(D\))?->(\w+)/g;

function foreignField({ text, typeOf }: Statement): string | undefined {
  const assigned = text.indexOf(' = ');
  for (const { 1: taken, 2: base = '', 3: field = '', index } of text.matchAll(member)) {
    const name = structName(typeOf(base));
    const rule = name === undefined ? undefined : foreign[name];
    if (rule === undefined) continue;
    const stored = taken === '&' || index < assigned;
    if (holds(rule.use, field)) return `reaches into the kernel’s ${name} (${field}).`;
    if (stored && holds(rule.store, field)) return `changes the kernel’s ${name} (${field}).`;
  }
  const [, ownField = ''] = /\b__this_module\.(\w+)/.exec(text) ?? [];
  if (holds(foreign.module?.use, ownField))
    return `reaches into the kernel’s module (${ownField}).`;
  const retyped = retypedStruct(text, typeOf);
  if (retyped !== undefined) return `treats the kernel’s ${retyped} as something else.`;
  const [, base = ''] = /= ([\w.]+)(?:\(D\))? \+ /.exec(text) ?? [];
  const name = structName(typeOf(base));
  return name !== undefined && name in foreign
    ? `computes an address inside the kernel’s ${name}.`
    : undefined;
}

/** A pointer to one of the kernel's structures that goes into a variable of another type. */
function retypedStruct(text: string, typeOf: Statement['typeOf']): string | undefined {
  const [, target = '', base = ''] =
    /^([\w.]+) = (?:\([^()]*\) )?([\w.]+?)(?:\(D\))?;$/.exec(text) ?? [];
  const name = structName(typeOf(base));
  const into = typeOf(target);
  // rcu_assign_pointer() and container_of() do this with what they're given.
  if (/^(?:_r_a_p__v|__mptr)(?:_\d+)?$/.test(target)) return undefined;
  if (name === undefined || !(name in foreign) || into === '') return undefined;
  return structName(into) === name ? undefined : name;
}

function holds(fields: 'all' | string[] | undefined, field: string): boolean {
  return fields === 'all' || (fields?.includes(field) ?? false);
}

/** The tag of a structure that a type points to. */
function structName(type: string): string | undefined {
  return /^(?:const |volatile )*struct (\w+) \*/.exec(type)?.[1];
}

/** gcc writes a pointer that is a constant as a number of bytes. */
function madeUpAddress({ text }: Statement): string | undefined {
  for (const [, number = ''] of text.matchAll(/(?<![\w.+] )(?<![\w.])(-?\d+)B\b/g)) {
    const address = BigInt(number);
    const canonical = BigInt.asIntN(addressBits, address) === BigInt.asIntN(64, address);
    if (canonical && (address < honest.from || address > honest.to)) {
      return `0x${BigInt.asUintN(64, address).toString(16)}`;
    }
  }
  return undefined;
}

const pointsToFunction = (type: string): boolean => /\(\*/.test(type);

function callsNumber({ text, typeOf }: Statement): boolean {
  if (text.includes('<<< Unknown tree: integer_cst') || /^goto [^<]/.test(text)) return true;
  const [, target = '', source = ''] = /^([^=]+?) = (.*);$/.exec(text) ?? [];
  if (/^MEM/.test(target)) {
    const [, into = ''] = /&([\w.]+)\]$/.exec(target) ?? [];
    return pointsToFunction(typeOf(into)) && !pointsToFunction(target);
  }
  if (!pointsToFunction(typeOf(target))) return false;
  const [, loaded = ''] = /^(?:MEM\[\()([^)]*\(\*.*)$/.exec(source) ?? [];
  if (loaded !== '') return true;
  const [, union = ''] = /^([\w.]+?)(?:\(D\))?(?:->|\.)\w+$/.exec(source) ?? [];
  if (typeOf(union).startsWith('union')) return true;
  const [, plain = ''] = /^(?:\(.*\) )?([\w.]+)(?:\(D\))?$/.exec(source) ?? [];
  const from = typeOf(plain);
  return from !== '' && !pointsToFunction(from);
}
