// What can go wrong while an image is made, each with its repair in words.

export type ImageErrorCause =
  | 'no-mirror'
  | 'network'
  | 'disk-full'
  | 'namespaces'
  | 'missing-tool'
  | 'signature'
  | 'interrupted'
  | 'stalled'
  | 'command';

/** An image could not be made. `message` says why, `repair` what to do, `output` what the tool said. */
export class ImageError extends Error {
  override name = 'ImageError';
  readonly reason: ImageErrorCause;
  readonly repair: string;
  readonly output: string;

  constructor(reason: ImageErrorCause, message: string, repair: string, output = '') {
    super(message);
    this.reason = reason;
    this.repair = repair;
    this.output = output;
  }
}

type Known = { shape: RegExp; reason: ImageErrorCause; message: string; repair: string };

/** In the order in which they are looked for: a full disk shows up as many other things too. */
const known: Known[] = [
  {
    shape: /No space left on device|not enough free space|ENOSPC/i,
    reason: 'disk-full',
    message: 'the disk is full',
    repair:
      'Free some space, or set CROSSINGS_CACHE to a folder on a larger disk; what was half made is removed at the next start.',
  },
  {
    shape:
      /Could not resolve|Temporary failure (in name resolution|resolving)|Unable to connect|Could not connect|Connection (timed out|refused|failed)|Network is unreachable|Connection reset/i,
    reason: 'network',
    message: 'the Debian mirror cannot be reached',
    repair:
      'The first start of an edition downloads from your Debian mirror: check the network (try `apt-get update`) and start again.',
  },
  {
    shape: /NO_PUBKEY|couldn't be verified|is not signed|Release file .* (expired|not valid yet)/i,
    reason: 'signature',
    message: "the mirror's signature could not be verified",
    repair:
      'Bring the keys up to date with `apt-get install --only-upgrade debian-archive-keyring`, check the clock, and start again.',
  },
  {
    shape:
      /No permissions to creat\w* (a )?new namespace|Creating new namespace failed|setting up uid map|unshare failed|user namespaces/i,
    reason: 'namespaces',
    message: 'this machine lets no ordinary program make user namespaces',
    repair:
      'Allow them with `sysctl -w kernel.unprivileged_userns_clone=1` (Debian) or `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu); in a container, allow user namespaces for it.',
  },
];

/** Turns what a failed tool printed into an ImageError that names the likely cause. */
export function explainFailure(tool: string, what: string, output: string): ImageError {
  const found = known.find(({ shape }) => shape.test(output));
  if (found) {
    return new ImageError(
      found.reason,
      `Cannot make ${what}: ${found.message}.`,
      found.repair,
      output,
    );
  }
  const last = output
    .split('\n')
    .filter((line) => /^(E:|Err:|mksquashfs|bwrap|cpio|FATAL)/i.test(line))
    .at(-1);
  return new ImageError(
    'command',
    `Cannot make ${what}: ${tool} failed${last ? ` (${last.trim()})` : ''}.`,
    'Start again; if it happens again, run `npm run crossings -- doctor` and look at the output above.',
    output,
  );
}
