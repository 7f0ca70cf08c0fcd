// What `crossings doctor` looks at: one value with everything, and the problems that follow from it.
import { arch, availableParallelism, release, totalmem } from 'node:os';
import { readEnvironment } from '../config.ts';
import { type EditionId, editionId, editions } from '../editions.ts';
import { keptVerdict, qemuVersion, type Verdict } from '../guest/accelerator.ts';
import { templatePrefix, templatesFolder } from '../guest/template.ts';
import { hostSourcesFor } from '../image/host-apt.ts';
import { findArtifacts } from '../image/image-store.ts';
import { type ImageState, imageState } from '../image/index.ts';
import { type DiskUse, diskUse } from './disk-use.ts';
import { type SandboxState, trySandbox } from './sandbox-state.ts';
import { findTools, type Tool } from './tools.ts';

export type EditionReport = ImageState & {
  /** The guest that was booted and saved; `made` is its ISO time. */
  template: { made: string } | null;
};

export type Problem = { message: string; repair: string };

export type DoctorReport = {
  machine: {
    node: string;
    kernel: string;
    arch: string;
    processors: number;
    memoryBytes: number;
    user: 'root' | 'ordinary';
  };
  tools: Tool[];
  sandbox: SandboxState;
  /** The kept verdict of the trial; null where none was made for this QEMU and kernel yet. */
  accelerator: Verdict | null;
  /** Whether apt's configuration names a Debian archive. */
  mirror: boolean;
  editions: EditionReport[];
  disk: { cache: DiskUse; data: DiskUse };
  /** Empty where all is well. */
  problems: Problem[];
};

/** Looks at everything, changes nothing. `verify` reads every image again (some seconds). */
export async function makeReport(options: { verify?: boolean } = {}): Promise<DoctorReport> {
  const { cache, data, aptFolder } = readEnvironment();
  const qemu = await qemuVersion().catch(() => null);
  const accelerator = qemu === null ? null : await keptVerdict(cache, qemu);
  const verify = options.verify ?? false;
  const seen = {
    machine: {
      node: process.version,
      kernel: release(),
      arch: arch(),
      processors: availableParallelism(),
      memoryBytes: totalmem(),
      user: process.getuid?.() === 0 ? ('root' as const) : ('ordinary' as const),
    },
    tools: await findTools(),
    sandbox: await trySandbox(),
    accelerator,
    mirror: await hostSourcesFor(editions['6.12'], aptFolder).then(
      () => true,
      () => false,
    ),
    editions: await Promise.all(
      editionId.options.map((id) => editionReport(id, { cache, verify, qemu, accelerator })),
    ),
    disk: { cache: await diskUse(cache), data: await diskUse(data) },
  };
  return { ...seen, problems: findProblems(seen) };
}

async function editionReport(
  id: EditionId,
  {
    cache,
    verify,
    qemu,
    accelerator,
  }: {
    cache: string;
    verify: boolean;
    qemu: string | null;
    accelerator: Verdict | null;
  },
): Promise<EditionReport> {
  const state = await imageState(id, { cache, verify });
  if (!state.image || qemu === null || !accelerator) return { ...state, template: null };
  const prefix = templatePrefix({
    image: state.image,
    accelerator: accelerator.accelerator,
    qemuVersion: qemu,
  });
  const [template] = await findArtifacts(templatesFolder(cache), prefix);
  return { ...state, template: template ? { made: template.stamp.made } : null };
}

/** What would keep Crossings from working, each with its repair. */
export function findProblems(seen: Omit<DoctorReport, 'problems'>): Problem[] {
  const missing = seen.tools.filter(
    ({ version, neededFor }) => version === null && neededFor === 'everything',
  );
  const made = seen.editions.some(({ state }) => state === 'made');
  const faults = seen.editions.flatMap((edition) => edition.faults);
  return [
    ...missing.map((tool) => ({
      message: `${tool.name} is missing.`,
      repair: `Run \`npm start\`, or install the Debian package ${tool.package}.`,
    })),
    ...(seen.sandbox.namespaces
      ? []
      : [
          {
            message: `No sandbox can be made: ${seen.sandbox.why}`,
            repair:
              'Allow user namespaces: `sysctl -w kernel.unprivileged_userns_clone=1` (Debian), `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu), or the setting of the container that this runs in.',
          },
        ]),
    ...(seen.mirror
      ? []
      : [
          {
            message: 'The apt configuration names no Debian archive: no edition can be made.',
            repair: 'Add a Debian mirror to /etc/apt/sources.list.d, or set CROSSINGS_APT.',
          },
        ]),
    ...(made || seen.disk.cache.freeBytes > 2_500_000_000
      ? []
      : [
          {
            message: `The first start takes 2500 MB and ${seen.disk.cache.path} has ${Math.round(seen.disk.cache.freeBytes / 1e6)} MB free.`,
            repair: 'Free some space, or set CROSSINGS_CACHE to a folder on a larger disk.',
          },
        ]),
    ...(faults.length === 0
      ? []
      : [
          {
            message: `Images are damaged: ${faults.join(', ')}.`,
            repair: 'Run `npm run crossings -- clean`; the next start makes them anew.',
          },
        ]),
  ];
}
