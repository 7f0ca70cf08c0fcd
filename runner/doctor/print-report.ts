// The doctor's report as text for a terminal.
import { styleText } from 'node:util';
import type { DoctorReport, EditionReport } from './report.ts';

const capWords = {
  'cgroup-v2': 'control groups (version 2)',
  'cgroup-v1': 'control groups (version 1)',
  rlimits: 'resource limits (no control group can be made by this user)',
} as const;

/** Sections of aligned lines, problems with their repair at the end; ends with a newline. */
export function printReport(report: DoctorReport): string {
  const { machine, sandbox, disk } = report;
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  const sections: [string, [string, string][]][] = [
    [
      'Machine',
      [
        ['node', machine.node],
        ['kernel', `${machine.kernel} (${machine.arch})`],
        ['size', `${machine.processors} processors, ${memory} of memory`],
        ['user', machine.user],
      ],
    ],
    ['Tools', report.tools.map((tool) => [tool.name, tool.version ?? missing(tool.neededFor)])],
    [
      'Sandbox',
      [
        ['namespaces', sandbox.namespaces ? 'work' : `do not work: ${sandbox.why}`],
        ['caps by', capWords[sandbox.caps]],
      ],
    ],
    ['Guests', [['accelerator', accelerator(report)]]],
    ['Editions', report.editions.map((edition) => [edition.edition, editionLine(edition)])],
    [
      'Disk',
      [
        ['cache', `${megabytes(disk.cache.bytes)} in ${disk.cache.path}`],
        ['your data', `${megabytes(disk.data.bytes)} in ${disk.data.path}`],
        ['free', megabytes(disk.cache.freeBytes)],
      ],
    ],
  ];
  const text = sections.map(([title, lines]) => section(title, lines)).join('\n');
  return `${text}\n${problemsText(report)}`;
}

function section(title: string, lines: [string, string][]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  const body = lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`);
  return `${styleText('bold', title)}\n${body.join('')}`;
}

function missing(neededFor: 'everything' | 'tests'): string {
  return neededFor === 'tests' ? 'missing (only the tests need it)' : 'missing';
}

function accelerator({ accelerator: verdict }: DoctorReport): string {
  if (verdict === null) return 'not tried yet; the first start does';
  return verdict.accelerator === 'kvm'
    ? 'kvm (hardware virtualisation)'
    : `tcg (emulation): ${verdict.reason}`;
}

function editionLine({ state, kernelRelease, made, bytes, template }: EditionReport): string {
  if (state === 'missing') return 'not made yet; made when it is first used';
  const size = `${kernelRelease}, ${megabytes(bytes)}, ${made.slice(0, 10)}`;
  if (state === 'part') return `half made (${size}); the next start makes the rest`;
  return `${size}, template ${template ? 'saved' : 'not booted yet'}`;
}

function problemsText({ problems }: DoctorReport): string {
  if (problems.length === 0) return `${styleText('green', 'All is well.')}\n`;
  return problems
    .map(({ message, repair }) => `${styleText('red', 'Problem:')} ${message}\n  ${repair}\n`)
    .join('');
}

export function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
