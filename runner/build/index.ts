// A learner's module source into a module that loads, or into diagnostics. The compiler runs in a
// sandbox in which there is nothing but itself; bytes go in and come out by pipes.
import { build } from '../config.ts';
import type { EditionId } from '../editions.ts';
import type { Diagnostic, SourceFile } from '../protocol.ts';
import { sandboxFault } from './build-fault.ts';
import { type CheckedSources, checkSources } from './check-sources.ts';
import { compileScript, describeFailed, failedStep } from './compile-script.ts';
import { cleanOutput } from './diagnostics/clean-text.ts';
import { readToolOutput } from './diagnostics/index.ts';
import { explainLimit } from './explain-limit.ts';
import { type Instrument, instrumentFile } from './instrument.ts';
import { foreignLineMessage, hasForeignLine } from './module-description.ts';
import { preparedToolchain } from './prepare.ts';
import { type BuildLimits, runInToolchain } from './toolchain-sandbox.ts';

export { BuildFault } from './build-fault.ts';
export type { Instrument } from './instrument.ts';
export { prepareToolchain } from './prepare.ts';
export { resolveAddresses } from './resolve-addresses.ts';
export type { BuildLimits } from './toolchain-sandbox.ts';

export type Toolchain = {
  edition: EditionId;
  /** Host folder that holds the toolchain's root file system. */
  root: string;
  /** Such as `6.12.117+deb13-cloud-amd64`. */
  kernelRelease: string;
};

export type BuiltModule = {
  /** Name of the first .c file, without ending. */
  name: string;
  /** ELF object without debug information: what the guest loads. */
  ko: Uint8Array;
  /** The same with debug information, to find lines from addresses. */
  debugKo: Uint8Array;
  /** Where it was asked for: gcc's statements and the disassembly, each cut at `inspectedBytes`. */
  insides?: { statements: string; instructions: string };
};

export type BuildResult =
  | { ok: true; module: BuiltModule; diagnostics: Diagnostic[]; ms: number }
  | { ok: false; message: string; diagnostics: Diagnostic[]; ms: number };

export type BuildRequest = {
  toolchain: Toolchain;
  /** The first .c file names the module; several are linked into one; a .ts file is left out. */
  files: SourceFile[];
  /** Brings back what the compiler made of the source, for a check that looks for the unusual. */
  inspect?: boolean;
  /** Watches the module from inside, for a check. */
  instrument?: Instrument | undefined;
  signal?: AbortSignal | undefined;
  limits?: Partial<BuildLimits>;
};

/**
 * Compiles a module for the toolchain's kernel.
 * @throws {BuildFault} when the toolchain or the sandbox does not work
 * @throws the signal's reason when it is aborted; every process of the build is gone by then
 */
export async function buildModule(request: BuildRequest): Promise<BuildResult> {
  const started = performance.now();
  const since = () => performance.now() - started;
  const { instrument } = request;
  const added = instrument ? [instrumentFile(instrument)] : [];
  const sources = checkSources([...request.files, ...added]);
  if (typeof sources === 'string') {
    return { ok: false, message: sources, diagnostics: [], ms: since() };
  }
  const limits = { ...build.limits, ...request.limits };
  const { recipe, folder } = await preparedToolchain(request.toolchain);
  const mentions = (word: string) => sources.files.some(({ text }) => text.includes(word));
  const plan = {
    units: sources.units,
    exportsSymbols: mentions('EXPORT_SYMBOL'),
    hasVersion: mentions('MODULE_VERSION'),
    inspect: request.inspect ?? false,
    instrument,
  };
  const end = await runInToolchain({
    root: request.toolchain.root,
    prepared: folder,
    script: (results) => compileScript(recipe, plan, results),
    inputs: sources.files.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })),
    results: plan.inspect ? 5 : 3,
    limits,
    env: recipe.env,
    signal: request.signal,
  });
  const output = readToolOutput(end.messages, sources.files, sources.main, build.diagnostics);
  const { diagnostics } = output;
  const [ko = Buffer.alloc(0), debugKo = Buffer.alloc(0), description = '', ...texts] = end.results;
  const foreign = hasForeignLine(description.toString('latin1'));
  if (end.code === 0 && end.reached === undefined && !foreign) {
    const [statements = '', instructions = ''] = texts.map((bytes) => bytes.toString('latin1'));
    const module = {
      ...{ name: sources.units[0], ko, debugKo },
      ...(plan.inspect && { insides: { statements, instructions } }),
    };
    return { ok: true, module, diagnostics, ms: since() };
  }
  const limit = explainLimit(end, cleanOutput(end.messages), limits);
  const why = limit ?? (end.code === describeFailed || foreign ? foreignLineMessage : undefined);
  if (why !== undefined) {
    const place = { file: sources.main, line: 0, column: 0 };
    const told: Diagnostic = { ...place, severity: 'error', message: why, caret: '' };
    const placed = diagnostics.filter(({ line }) => line > 0);
    return { ok: false, message: why, diagnostics: [told, ...placed], ms: since() };
  }
  if (!(end.code !== null && end.code in failedStep)) {
    throw sandboxFault(cleanOutput(end.messages));
  }
  const all = withUnknown(diagnostics, output.rest, sources);
  return { ok: false, message: summary(all, sources), diagnostics: all, ms: since() };
}

/** A step failed and no rule knows why: its own words are shown. */
function withUnknown(
  diagnostics: Diagnostic[],
  rest: string[],
  { main }: CheckedSources,
): Diagnostic[] {
  if (diagnostics.some(({ severity }) => severity === 'error')) return diagnostics;
  const lines = rest.slice(0, build.diagnostics);
  const message = lines[0] ?? 'the compiler failed without saying why';
  return [
    ...diagnostics,
    { file: main, line: 0, column: 0, severity: 'error', message, caret: lines.join('\n') },
  ];
}

function summary(diagnostics: Diagnostic[], { main }: CheckedSources): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const where = first && first.line > 0 ? `${first.file}:${first.line}` : (first?.file ?? main);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${where}: ${first?.message ?? 'the module could not be built'}${more}`;
}
