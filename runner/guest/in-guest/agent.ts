// The host's hand in the guest: reads requests from the wire, does them, answers. It decides
// nothing; what its answers are worth is judged on the host.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync, read, writeFileSync, writeSync } from 'node:fs';
import { chmod, open, rm, writeFile } from 'node:fs/promises';
import { encodeFrame, frameReader } from './frame.ts';
import { loadModule, reseed, setClock, unloadModule } from './kernel-calls.ts';
import type { Exit, Request, RequestKind, Requests } from './requests.ts';
import { moduleThreads } from './tasks.ts';
import {
  foregroundTasks,
  keepShell,
  killForeground,
  practise,
  probe,
  resize,
  runForeground,
  runUnprivileged,
  show,
  signalForeground,
  warmUp,
} from './terminal.ts';

const wire = openSync('/run/wire', 'r+');
const random = openSync('/dev/random', 'r+');
/** In no file: a guest that knows it was restored from the template, one that does not has booted anew. */
const ramNonce = randomBytes(16).toString('hex');

type Answer = { fields?: object; body?: Uint8Array };
type Handlers = {
  [K in RequestKind]: (request: Requests[K], body: Uint8Array) => Promise<Answer> | Answer;
};

const handlers: Handlers = {
  hello({ nanoseconds, nonce }, entropy) {
    setClock(BigInt(nanoseconds));
    reseed(random, entropy);
    return { fields: { nonce, ramNonce } };
  },
  async put({ path, mode }, body) {
    await writeFile(path, body);
    await chmod(path, mode);
    return {};
  },
  async get({ path, limit }) {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(limit), 0, limit, 0);
      return { body: buffer.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  },
  async load({ path, parameters }) {
    return { fields: { errno: await loadModule(path, parameters) } };
  },
  async unload({ name }) {
    return { fields: { errno: await unloadModule(name) } };
  },
  show({ text }) {
    show(text);
    return {};
  },
  async foreground({ command, warm, environment }) {
    return { fields: await runForeground(command, warm, environment) };
  },
  async client({ command }) {
    closeToUsers();
    return { fields: await runUnprivileged(command) };
  },
  async kill() {
    await killForeground();
    return {};
  },
  async tasks({ of }) {
    return { fields: { tasks: await (of === 'module' ? moduleThreads() : foregroundTasks()) } };
  },
  async probe({ calls }) {
    return { fields: { results: await probe(calls) } };
  },
  async practise() {
    await rehearse();
    await practise();
    return {};
  },
  signal({ name }) {
    signalForeground(name);
    return {};
  },
  shell() {
    void keepShell();
    return {};
  },
  exec: ({ command, limit, timeoutMs }) => execute(command, limit, timeoutMs),
  resize({ columns, rows }) {
    resize(columns, rows);
    return {};
  },
  mark({ text }) {
    // Without the newline the kernel keeps the line open for more of it, and shows nothing.
    writeFileSync('/dev/kmsg', `${text}\n`);
    return {};
  },
  ping: () => ({}),
};

/**
 * Keeps an ordinary user from the kernel's log: from reading it, and from the lines in which the
 * kernel repeats the name that a program gave itself. Namespaces would make it root again.
 */
function closeToUsers(): void {
  writeFileSync('/proc/sys/kernel/dmesg_restrict', '1');
  writeFileSync('/proc/sys/debug/exception-trace', '0');
  writeFileSync('/proc/sys/user/max_user_namespaces', '0');
}

function execute(command: string[], limit: number, timeoutMs: number): Promise<Answer> {
  const [program = 'true', ...rest] = command;
  const child = spawn(program, rest, {
    cwd: '/work',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer): void => {
    if (bytes < limit) chunks.push(chunk.subarray(0, limit - bytes));
    bytes += chunk.length;
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const exit: Exit = { code, signal };
      resolve({ fields: exit, body: Buffer.concat(chunks) });
    });
  });
}

async function answer(request: Request, body: Uint8Array): Promise<void> {
  const handle = handlers[request.kind] as (r: unknown, b: Uint8Array) => Promise<Answer> | Answer;
  try {
    const { fields, body: reply } = await handle(request, body);
    writeSync(wire, encodeFrame({ id: request.id, ok: true, ...fields }, reply));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    writeSync(wire, encodeFrame({ id: request.id, ok: false, message }));
  }
}

function serve(): void {
  const frames = frameReader();
  const chunk = Buffer.alloc(64 * 1024);
  const next = (): void => {
    read(wire, chunk, 0, chunk.length, null, (error, bytes) => {
      if (error) throw error;
      for (const { header, body } of frames(chunk.subarray(0, bytes))) {
        void answer(header as Request, Uint8Array.from(body));
      }
      // A read of nothing: the host's end is away for a moment, as between template and clone.
      if (bytes === 0) setTimeout(next, 5);
      else next();
    });
  };
  next();
}

/**
 * The requests of every Run and check, so that their code is compiled in the template and not in
 * every clone.
 */
async function rehearse(): Promise<void> {
  const path = '/tmp/rehearsal';
  await handlers.put({ path, mode: 0o600 }, new Uint8Array());
  await handlers.get({ path, limit: 1 }, new Uint8Array());
  // An empty file is no module: the kernel says so and logs nothing.
  await handlers.load({ path, parameters: '' }, new Uint8Array());
  await handlers.show({ text: '\r' }, new Uint8Array());
  await handlers.resize({ columns: 80, rows: 24 }, new Uint8Array());
  await handlers.mark({ text: 'crossings: mark rehearsal' }, new Uint8Array());
  await handlers.probe({ calls: [{ call: 'getpid', arguments: [] }] }, new Uint8Array());
  await rm(path);
}

await warmUp();
await rehearse();
await handlers.exec({ command: ['true'], limit: 1, timeoutMs: 10_000 }, new Uint8Array());
serve();
writeSync(wire, encodeFrame({ id: 0, ok: true, ready: true }));
