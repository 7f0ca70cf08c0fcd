// A fault of ours, never of the learner: the sandbox or the toolchain does not work.

/** `message` says what does not work, `repair` what to do about it, `output` what the tool printed. */
export class BuildFault extends Error {
  override name = 'BuildFault';
  readonly repair: string;
  readonly output: string;

  constructor(message: string, repair: string, options: { output?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.repair = repair;
    this.output = options.output ?? '';
  }
}

/** What bubblewrap could not do, from its error or from the last thing it printed. */
export function sandboxFault(output: string, cause?: unknown): BuildFault {
  // Inside a control group a shell starts it, and says in its own words that it is not there.
  const missing = (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  if (missing || /: bwrap: not found$/m.test(output)) {
    return new BuildFault(
      'The program bwrap is missing: modules are compiled in its sandbox.',
      'Install it with `apt-get install bubblewrap`.',
      { cause },
    );
  }
  if (/^bwrap: .*(namespace|uid map|Operation not permitted|disable-userns)/im.test(output)) {
    return new BuildFault(
      'The sandbox of the compiler cannot start: this machine allows no user namespaces.',
      'Allow them with `sysctl -w kernel.unprivileged_userns_clone=1` (Debian) or `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu); in a container, allow user namespaces for it.',
      { output, cause },
    );
  }
  return new BuildFault(
    `The compiler did not work: ${tellingLine(output)}`,
    'Make the toolchain again: `npm run crossings -- clean`, then `npm start`.',
    { output, cause },
  );
}

/** The first line that names a fault: what a tool prints after it is mostly a consequence. */
function tellingLine(output: string): string {
  const lines = output.trim().split('\n');
  const telling = lines.find((line) =>
    /\*\*\*|: error: |no such|cannot|not found|denied/i.test(line),
  );
  return telling ?? (lines.at(-1) || 'it said nothing');
}
