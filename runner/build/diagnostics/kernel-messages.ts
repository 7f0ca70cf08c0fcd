// Reads what modpost, objtool and ld say, in words and at a line that a learner can work with.
import type { Diagnostic, SourceFile } from '../../protocol.ts';
import { useFinder } from './source-text.ts';

type Found = {
  severity: Diagnostic['severity'];
  message: string;
  /** The message belongs where this is first used, */
  symbol?: string | undefined;
  /** or to this place. */
  place?: { file: string; line: number };
};

type Rule = { shape: RegExp; read: (groups: Record<string, string>) => Found };

const rules: Rule[] = [
  {
    shape:
      /^(?:ERROR|WARNING): modpost: (?:\S+: symbol )?["'](?<symbol>[^"']+)["'] (?:\[\S+\] )?undefined!$/,
    read: ({ symbol = '' }) => ({
      severity: 'error',
      message: `'${symbol}' is not defined here, and the kernel exports no such symbol to modules`,
      symbol,
    }),
  },
  {
    shape: /^(?:ERROR|WARNING): modpost: (?:\S+: )?missing MODULE_LICENSE\(\)/,
    read: () => ({
      severity: 'error',
      message: 'MODULE_LICENSE() is missing: add MODULE_LICENSE("GPL");',
    }),
  },
  {
    shape: /^WARNING: modpost: (?:\S+: )?missing MODULE_DESCRIPTION\(\)/,
    read: () => ({ severity: 'warning', message: 'MODULE_DESCRIPTION() is missing' }),
  },
  {
    shape:
      /^(?:ERROR|FATAL): modpost: (?:\S+: )?GPL-incompatible module (?:\S+ )?uses GPL-only symbol '(?<symbol>[^']+)'/,
    read: ({ symbol = '' }) => ({
      severity: 'error',
      message: `'${symbol}' is exported to GPL modules only, and MODULE_LICENSE() names another licence`,
      symbol,
    }),
  },
  {
    // The kernels that put the namespace in quotes here want them in the source too.
    shape:
      /^(?:ERROR|WARNING): modpost: (?:\S+: )?module (?:\S+ )?uses symbol '?(?<symbol>\w+)'? from namespace (?<space>\S+?),? but does not import it/,
    read: ({ symbol = '', space = '' }) => ({
      severity: 'error',
      message: `'${symbol}' belongs to a namespace of its own: add MODULE_IMPORT_NS(${space.replaceAll("'", '"')});`,
      symbol,
    }),
  },
  {
    shape:
      /^(?<kind>ERROR|WARNING): modpost: \S+: section mismatch in reference: (?<symbol>[\w.]+)\S* \(section: (?<from>\S+)\) -> (?<target>\S+) \(section: (?<to>\S+)\)/,
    read: ({ kind = '', symbol = '', from = '', target = '', to = '' }) => ({
      severity: kind === 'ERROR' ? 'error' : 'warning',
      message: `'${sourceName(symbol)}' (in ${from}) refers to '${sourceName(target)}' (in ${to}), which is gone when the other is still used: section mismatch`,
      symbol: sourceName(symbol),
    }),
  },
  {
    shape: /^(?<kind>ERROR|FATAL|WARNING): modpost: (?:\S+\.ko: )?(?<message>.*)$/,
    read: ({ kind = '', message = '' }) => ({
      severity: kind === 'WARNING' ? 'warning' : 'error',
      message,
      symbol: /(?:'|"|: )(?<name>[A-Za-z_]\w*)/.exec(message)?.[1],
    }),
  },
  {
    shape: /^\S+\.o: (?<kind>warning|error): objtool: (?<message>(?<symbol>[A-Za-z_]\w*)?.*)$/,
    read: ({ kind, message = '', symbol }) => ({
      severity: kind === 'error' ? 'error' : 'warning',
      message: `objtool: ${message}`,
      symbol,
    }),
  },
  {
    shape:
      /(?<![\w-])(?<file>[\w-]+\.[ch]):(?<line>\d+): multiple definition of [`'](?<symbol>[^']+)'/,
    read: ({ symbol = '', file = '', line = '' }) => ({
      severity: 'error',
      message: `'${symbol}' is defined in more than one file; make it static or define it once`,
      place: { file, line: Number(line) },
    }),
  },
  {
    shape: /^(?<message>ERROR: .*(?:check-local-export|local symbol) .*)$/,
    read: ({ message = '' }) => ({ severity: 'error', message }),
  },
];

/** The function of which the compiler made a variant such as `name.isra.0`. */
function sourceName(symbol: string): string {
  return symbol.replace(/\..*/, '');
}

/**
 * Places the messages of kbuild's own tools; `main` is the module's own file. Only the first `cap`
 * are looked up in the source: no more are shown.
 */
export function kernelDiagnostics(
  lines: readonly string[],
  files: readonly SourceFile[],
  main: string,
  cap: number,
): { diagnostics: Diagnostic[]; rest: string[] } {
  const diagnostics: Diagnostic[] = [];
  const rest: string[] = [];
  const firstUse = useFinder(files);
  for (const line of lines) {
    const found = read(line);
    if (!found) {
      rest.push(line);
      continue;
    }
    const { severity, message, symbol } = found;
    const looked = symbol !== undefined && diagnostics.length < cap ? firstUse(symbol) : undefined;
    const place = found.place ?? looked;
    diagnostics.push({
      ...{ file: main, line: 0, column: 0, ...place },
      severity,
      message,
      caret: line,
    });
  }
  return { diagnostics, rest };
}

function read(line: string): Found | undefined {
  for (const { shape, read } of rules) {
    const groups = shape.exec(line)?.groups ?? (shape.test(line) ? {} : undefined);
    if (groups) return read(groups);
  }
  return undefined;
}
