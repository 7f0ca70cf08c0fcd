// `build`: compiles a module for an edition and prints what the compiler says, without running it.
import { type Command, Option } from 'commander';
import { readSource } from '../../lessons/lib/load-lesson.ts';
import { buildModule } from '../build/index.ts';
import { defaultEdition, type EditionId, editionId } from '../editions.ts';
import { ensureToolchain } from '../image/index.ts';
import { exitCodes } from '../outcome.ts';
import { progressLines } from '../progress-lines.ts';
import { buildText } from '../transcripts/build-text.ts';
import { exitWith } from './exit-with.ts';
import { readSources } from './read-sources.ts';

type BuildOptions = { edition: EditionId; brief?: boolean };

/** Adds `build` to the program. */
export function addBuildCommand(program: Command): void {
  program
    .command('build')
    .description('compile a module for an edition and print the diagnostics, without running it')
    .argument('<files...>', 'the .c and .h files of the module')
    .addOption(
      new Option('--edition <kernel>', 'kernel to compile for')
        .choices(editionId.options)
        .default(defaultEdition),
    )
    .option('--brief', 'errors and warnings only, one line each')
    .action((files: string[], { edition, brief }: BuildOptions) =>
      exitWith(() => build(files, edition, brief === true)),
    );
}

async function build(paths: string[], edition: EditionId, brief: boolean): Promise<number> {
  const files = await Promise.all(paths.map(readOwnOrCourse));
  const progress = progressLines(process.stderr);
  const toolchain = await ensureToolchain(edition, {
    onProgress: ({ what, percent }) => progress.show(what, percent),
  });
  progress.end();
  const built = await buildModule({ toolchain, files });
  console.log(buildText(built, toolchain.kernelRelease, { brief }));
  return built.ok ? 0 : exitCodes['did-not-build'];
}

/** The course's own files lose their region markers, so that line numbers are those of the page. */
async function readOwnOrCourse(path: string) {
  if (/^kmod\//.test(path)) {
    const { name, text } = await readSource(path);
    return { name, text };
  }
  const [own] = await readSources([path]);
  if (!own) throw new Error(`${path} was not read`);
  return own;
}
