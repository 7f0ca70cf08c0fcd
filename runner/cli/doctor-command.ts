// `doctor` and `clean`: what there is on this machine, and how to be rid of what can be made again.
import type { Command } from 'commander';
import { cleanCache, makeReport, megabytes, printReport } from '../doctor/index.ts';
import { exitWith } from './exit-with.ts';

type DoctorOptions = { verify?: boolean; json?: boolean };

/** Adds `doctor` and `clean` to the program. */
export function addDoctorCommands(program: Command): void {
  program
    .command('doctor')
    .description('tell tools, versions, accelerator, images and disk use, and what is wrong')
    .option('--verify', 'read every image again and compare it with what was made')
    .option('--json', 'print the report as JSON')
    .action((options: DoctorOptions) => exitWith(() => doctor(options)));
  program
    .command('clean')
    .description('remove images and templates, which the next start makes anew; keep your work')
    .action(() => exitWith(clean));
}

async function doctor(options: DoctorOptions): Promise<number> {
  const report = await makeReport({ verify: options.verify ?? false });
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
  return report.problems.length === 0 ? 0 : 1;
}

async function clean(): Promise<number> {
  const removed = await cleanCache();
  for (const { path, bytes } of removed) console.log(`removed ${path} (${megabytes(bytes)})`);
  if (removed.length === 0) console.log('There was nothing to remove.');
  return 0;
}
