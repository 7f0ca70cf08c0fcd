// Every limit and time-out of the runner, with its unit in its name, and the environment read once.
// A stage that needs a figure adds it to its own section here.
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as z from 'zod';
import type { Rate } from './server/token-bucket.ts';

/** The HTTP server and the access to it. */
export const server = {
  /** A cookie set by the link with the token lets a browser in for so long. */
  cookieMaxAgeMs: 30 * 24 * 3600_000,
  /** Browsers that are remembered while none of their pages is open. */
  sessions: 1_000,
  /** From `POST /api/ticket` to the opening of the socket. */
  ticketMs: 30_000,
  /** Tickets of one browser that wait to be used. */
  unusedTickets: 64,
  /** Sockets open at one time, of one browser and in all; one more is turned away. */
  socketsOfSession: 32,
  sockets: 64,
  /** Bytes of an HTTP request's body; no request of ours has a large one. */
  bodyBytes: 16 * 1024,
  /** A request that has not arrived whole by then is dropped, or only its headers. */
  requestMs: 30_000,
  headersMs: 10_000,
  /** A connection on which nothing moves for so long is closed, save a WebSocket. */
  stillMs: 60_000,
  /** So often is looked for such requests. */
  connectionCheckMs: 2_500,
  /** Connections at one time; one more is closed at once. */
  connections: 1_024,
  /** At the end of the server a page has so long to answer the close of its socket. */
  goodByeMs: 1_000,
  /** A server that is told to stop has so long for guests and sockets before it goes anyway. */
  shutdownMs: 15_000,
} as const;

/** What one browser may ask for: so much at once, and so much per second after that. */
export const rates = {
  /** HTTP requests to the API. */
  requests: { burst: 120, perSecond: 10 },
  /** Tickets, one for each opening of a page. */
  tickets: { burst: 32, perSecond: 0.5 },
  /** Guests with a module or a shell. */
  runs: { burst: 12, perSecond: 0.5 },
  checks: { burst: 12, perSecond: 0.2 },
  /** Hints, solutions and attempts that are shown. */
  exercise: { burst: 30, perSecond: 3 },
  /** What the sockets carry: it is slowed down to this and never refused. */
  bytes: { burst: 8 * 1024 * 1024, perSecond: 4 * 1024 * 1024 },
  messages: { burst: 2_000, perSecond: 1_000 },
  /** Of the messages those that write to the disk. */
  saves: { burst: 32, perSecond: 2 },
} as const satisfies Record<string, Rate>;

/** One WebSocket. What the page must respect as well stands in `limits` of protocol.ts. */
export const socket = {
  /** A longer message closes the socket (1009); between the page's limit and this it is refused in words. */
  messageHardCapBytes: 16 * 1024 * 1024,
  /** Of messages that have not come to their end, one browser's sockets leave so much here at most. */
  unfinishedBytes: 20 * 1024 * 1024,
  /** A reader that lets so many terminal bytes go unacknowledged is cut. */
  unacknowledgedHardCapBytes: 2 * 1024 * 1024,
  /** A reader for whom so many bytes wait in this process is cut. */
  bufferedHardCapBytes: 8 * 1024 * 1024,
  /** One page's messages are handled for so long before the other pages have their turn. */
  sliceMs: 5,
  /** A page that is slowed down for so long is told so, and again after so long. */
  noticeableMs: 500,
  tellSlowedMs: 10_000,
  /** A peer that answered no ping since the one before is dropped. */
  pingMs: 20_000,
} as const;

/** A learner's workspace: one for each lesson. */
export const workspace = {
  /** Terminal bytes kept for a page that comes back. */
  scrollbackBytes: 64 * 1024,
  /** Kernel log kept for a page that comes back. */
  logLines: 2_000,
  logBytes: 256 * 1024,
  /** The guest's terminal gets a new size at most once in so long. */
  resizeMs: 100,
  /** A guest that no page looks at goes on for so long. */
  detachedMs: 5 * 60_000,
  /** A guest in which nobody types goes on for so long. */
  idleMs: 30 * 60_000,
  /** So long before the end of an idle guest the page says so. */
  idleWarningMs: 2 * 60_000,
} as const;

/** The compiler in its sandbox. */
export const build = {
  /** Of one build of a learner's module. */
  limits: {
    wallMs: 20_000,
    cpuSeconds: 15,
    memoryBytes: 1024 ** 3,
    processes: 64,
    fileBytes: 64 * 1024 ** 2,
    workBytes: 192 * 1024 ** 2,
    messageBytes: 256 * 1024,
    resultBytes: 16 * 1024 ** 2,
  },
  /** Of kbuild and the precompiled header, once for each toolchain. */
  prepareLimits: {
    wallMs: 180_000,
    cpuSeconds: 120,
    memoryBytes: 4 * 1024 ** 3,
    processes: 256,
    fileBytes: 256 * 1024 ** 2,
    workBytes: 512 * 1024 ** 2,
    messageBytes: 16 * 1024 ** 2,
    resultBytes: 256 * 1024 ** 2,
  },
  openFiles: 256,
  /** The most that is read of what the compiler made of a source; what is longer can't be judged. */
  inspectedBytes: 8 * 1024 ** 2,
  /** Diagnostics that are shown; the rest is counted. */
  diagnostics: 50,
  /** The kernel's MODULE_NAME_LEN less the end of the string. */
  moduleNameCharacters: 55,
} as const;

/** Learner's data on disk. */
export const record = {
  /** A statement waits so long for another connection before it fails. */
  busyMs: 2_000,
} as const;

/** The making of an edition's images. */
export const image = {
  /** Free disk space that each step takes at its peak, downloads included. */
  toolchainPeakBytes: 1_000_000_000,
  systemPeakBytes: 700_000_000,
  guestPeakBytes: 500_000_000,
  /** So many of an edition stay when another is made: each change of its programs makes a guest. */
  guestsKept: 3,
  rootsKept: 2,
  /** A step of the making that reports nothing for so long, longer on a busy machine, is stuck. */
  stepMs: 5 * 60_000,
} as const;

/** Guests: QEMU without hardware virtualisation on a busy machine sets the scale. */
export const guest = {
  /** Templates of an edition and accelerator that stay when another is booted. */
  templatesKept: 3,
  memoryMiB: 256,
  /** From the emulator's start to an agent that serves, for a template or where restoring failed. */
  bootTimeoutMs: 180_000,
  /** A guest under KVM that has not printed its first line by then never will. */
  kvmFirstLineMs: 5_000,
  kvmBootTimeoutMs: 30_000,
  /** From the emulator's start to a clone's answer. */
  restoreTimeoutMs: 20_000,
  /** Between two questions whether the guest is alive. */
  heartbeatMs: 1_000,
  /** A guest silent for so long hangs; longer while the machine is busy. */
  silenceMs: 12_000,
  /** From a broken wire to the emulator's end, which says why. */
  brokenWireMs: 2_000,
  /** Typed and not yet read by the guest; a page's largest paste fits in. */
  inputQueueBytes: 1024 * 1024,
  /** Printed by a guest while its page draws nothing; what comes after is lost. */
  heldOutputBytes: 1024 * 1024,
  /** Clones kept ready ahead of the next Run, for each edition in use. */
  ready: 1,
  /** The next clone is made so long after one was taken, so as not to compete with that Run. */
  refillDelayMs: 1_500,
  /** After a reset or panic the emulator's last log lines are waited for so long. */
  lastWordsMs: 500,
  /** From SIGKILL to the emulator's end. */
  killMs: 10_000,
  /** Of a template, each: its devices' state from the emulator, and one piece of its memory to the disk. */
  saveStateMs: 30_000,
  savePieceMs: 60_000,
  /** A request that takes the agent no time is answered by then, or the guest hangs. */
  requestMs: 20_000,
  /** Processor time of one emulator: its one virtual processor, and half as much for devices. */
  emulatorCores: 1.5,
  /** Address space of the emulator beside the guest's memory. */
  emulatorAddressSpaceMiB: 1024,
  /** The emulator's own memory beside the guest's: translated code, devices, libraries. */
  emulatorOverheadMiB: 512,
} as const;

/** One Run; the clocks start when the stage does. */
export const run = {
  loadTimeoutMs: 20_000,
  clientTimeoutMs: 60_000,
  shellTimeoutMs: 60_000,
  /** Terminal bytes of one stage; more ends the stage. */
  outputBytes: 8 * 1024 * 1024,
  /** Kernel log of one guest; what comes after is counted and left out. */
  logBytes: 1024 * 1024,
  /** A Run that goes on for so long says what it waits for, and again after as long. */
  reportMs: 4_000,
  /** What a program does in the guest is asked for this long. */
  inspectMs: 5_000,
  /** From SIGKILL to a program's end; one that spins in the kernel never ends. */
  killMs: 4_000,
  /** So long is waited for all of the kernel log and all of the terminal to have come. */
  markMs: 3_000,
} as const;

/** A check of an exercise. */
export const check = {
  /** What is told of what was seen in the guest. */
  seenCharacters: 600,
  /** Of the process that parses a client. */
  parserMiB: 256,
  parserMs: 20_000,
  /** What is told of one kind of flag; a forger's module has dozens. */
  flagsOfKind: 10,
  flagCharacters: 200,
  /** After so many checks that did not come back the rest is not tried, and counts as failed. */
  hangs: 2,
  /** So many complaints of the kernel are kept. */
  complaints: 5,
  /** So long is waited for the end of the kernel log or of a client's output before both count as lost. */
  markMs: 15_000,
  /** Comparing a guest's kernel with its template's takes a tenth of a second on an idle machine. */
  inspectTimeoutMs: 20_000,
} as const;

/** Grading a class. */
export const classroom = {
  /** Of a student's zip, packed. */
  zipBytes: 4 * 1024 * 1024,
  /** Files of one submission. */
  files: 500,
  /** A file lies at most so many folders deep in a submission. */
  folderDepth: 4,
} as const;

const folder = z.string().transform((path) => resolve(path));

const environmentSchema = z.object({
  CROSSINGS_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is a number; give a free port such as CROSSINGS_PORT=4871')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is at most 65535; give a free port such as 4871')
    .default(4870),
  CROSSINGS_HOST: z
    .string()
    .regex(
      /^([A-Za-z0-9.-]+|[0-9A-Fa-f:]+)$/,
      'is a host name or an IP address to listen on; leave it out for 127.0.0.1',
    )
    .default('127.0.0.1'),
  CROSSINGS_CACHE: folder.optional(),
  CROSSINGS_DATA: folder.optional(),
  CROSSINGS_APT: folder.default('/etc/apt'),
  XDG_CACHE_HOME: z.string().optional(),
  XDG_DATA_HOME: z.string().optional(),
});

export type Environment = {
  /** TCP port; 0 lets the system choose one. */
  port: number;
  /** Host name or address to listen on. */
  host: string;
  /** Absolute folder of images and templates; everything in it can be made again. */
  cache: string;
  /** Absolute folder of what the learner made. */
  data: string;
  /** Absolute folder of the apt configuration that names the Debian mirror. */
  aptFolder: string;
};

/** An environment variable that cannot be used; the message names it and the repair. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Reads the CROSSINGS_ and XDG variables. An empty variable counts as absent, and a relative XDG
 * folder is ignored, as the XDG base directory specification has it.
 * @throws {EnvironmentError}
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EnvironmentError(`${issue?.path.join('.')} ${issue?.message}.`);
  }
  const found = parsed.data;
  return {
    port: found.CROSSINGS_PORT,
    host: found.CROSSINGS_HOST,
    cache: found.CROSSINGS_CACHE ?? join(xdg(found.XDG_CACHE_HOME, '.cache'), 'crossings'),
    aptFolder: found.CROSSINGS_APT,
    data: found.CROSSINGS_DATA ?? join(xdg(found.XDG_DATA_HOME, '.local/share'), 'crossings'),
  };
}

function xdg(value: string | undefined, below: string): string {
  return value !== undefined && isAbsolute(value) ? value : join(homedir(), below);
}
