// One running guest: what can be asked of it, what it tells, and its end. Made by boot.ts or clone.ts.
import { randomBytes } from 'node:crypto';
import { guest as limits, run as runLimits } from '../config.ts';
import { patient } from '../patient.ts';
import { type Answer, type Channel, ChannelError, type TaskState } from './channel.ts';
import type { Prepared } from './clone.ts';
import { type Crash, classifyCrash } from './crash.ts';
import type { Emulator } from './emulator.ts';
import { within } from './guest-error.ts';
import type { RequestKind, Requests, RobotCall, RobotResult } from './in-guest/requests.ts';
import { type KernelLog, markPrefix } from './kernel-log.ts';
import { type MarkFilter, terminalMark } from './terminal-mark.ts';

export type GuestFile = { path: string; bytes: Uint8Array; mode?: number };

export type ExitStatus = { code: number | null; signal: string | null };

/** Why a guest is gone without having been stopped. */
export class GuestDied extends Error {
  override name = 'GuestDied';
  readonly crash: Crash;

  constructor(crash: Crash) {
    super(crash.message);
    this.crash = crash;
  }
}

export class Guest {
  readonly log: KernelLog;
  /** Rejects with GuestDied when the guest crashes, hangs or leaves; never resolves. */
  readonly death: Promise<never>;
  /**
   * Compares the guest's kernel with its template's, from outside; the guest stands still meanwhile.
   * @throws EmulatorGone when the guest ends before
   */
  readonly inspectKernel: Prepared['inspectKernel'];
  private readonly emulator: Emulator;
  private readonly channel: Channel;
  private readonly output: MarkFilter;
  private stopping = false;
  private heartbeat: NodeJS.Timeout | undefined;
  private silent = false;
  private shutdownReason = '';
  private tampering = '';
  /** Something of the learner's runs or has run in it. */
  private entrusted = false;

  constructor({ emulator, channel, log, terminal, inspectKernel }: Prepared) {
    this.emulator = emulator;
    this.inspectKernel = inspectKernel;
    this.channel = channel;
    this.log = log;
    this.output = terminal;
    emulator.qmp.onEvent((event, data) => {
      if (event === 'SHUTDOWN') this.shutdownReason = String(data.reason ?? '');
    });
    void channel.tampered.then((reason) => {
      this.tampering = reason;
      return emulator.stop();
    });
    this.death = this.watchDeath();
    // Whoever does not look at the death of a guest must not be killed by it.
    this.death.catch(() => {});
    this.beat();
  }

  get terminal(): Emulator['terminal'] {
    return this.emulator.terminal;
  }

  /** Tells who gets the terminal's bytes from now on; before the first listener they are dropped. */
  onTerminal(listener: (bytes: Uint8Array) => void): void {
    this.output.listen(listener);
  }

  /** Process id of the sandbox that holds the emulator, for measurements. */
  get pid(): number | undefined {
    return this.emulator.pid;
  }

  async putFile({ path, bytes, mode = 0o644 }: GuestFile): Promise<void> {
    await this.askBriefly('put', { path, mode }, bytes);
  }

  /**
   * Loads a module that was put at `path`.
   * @returns 0, or the errno that the kernel gave
   */
  async load(path: string, parameters = ''): Promise<number> {
    this.entrusted = true;
    const { fields } = await this.ask(this.channel.request('load', { path, parameters }));
    return fields.errno;
  }

  /**
   * Unloads a module.
   * @returns 0, or the errno that the kernel gave
   */
  async unload(name: string): Promise<number> {
    return (await this.ask(this.channel.request('unload', { name }))).fields.errno;
  }

  /** Shows `text` on the terminal as if it had been typed and answered there. */
  async show(text: string): Promise<void> {
    await this.askBriefly('show', { text });
  }

  /**
   * Runs a program in the terminal's foreground until it ends; `warm` hands a client to the Node
   * that waits in the template, which has its environment already.
   */
  async foreground(
    command: string[],
    warm: boolean,
    environment: Record<string, string> = {},
  ): Promise<ExitStatus> {
    this.entrusted = true;
    const request = this.channel.request('foreground', { command, warm, environment });
    return (await this.ask(request)).fields;
  }

  /**
   * Hands a client to the Node that waits in the template, which gives up root before it runs it.
   * @throws ChannelError when no Node waits any more
   */
  async unprivilegedClient(command: string[]): Promise<ExitStatus> {
    this.entrusted = true;
    return (await this.ask(this.channel.request('client', { command }))).fields;
  }

  /** Kills the foreground program and all it started; resolves when they have gone, if ever. */
  async killForeground(): Promise<void> {
    await this.ask(this.channel.request('kill', {}));
  }

  /** What the foreground program and its children, or the threads that load a module, are doing. */
  async tasks(of: 'foreground' | 'module'): Promise<TaskState[]> {
    return (await this.ask(this.channel.request('tasks', { of }))).fields.tasks;
  }

  /**
   * The first `limit` bytes of a file.
   * @throws ChannelError where it can't be read
   */
  async readFile(path: string, limit: number): Promise<Uint8Array> {
    return (await this.askBriefly('get', { path, limit })).body;
  }

  /**
   * Has the robot do system calls. It is the Node that would have become the client.
   * @throws ChannelError when the robot died of them or is no longer there
   */
  async probe(calls: RobotCall[]): Promise<RobotResult[]> {
    return (await this.ask(this.channel.request('probe', { calls }))).fields.results;
  }

  async signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.askBriefly('signal', { name });
  }

  /** Leaves a login shell on the terminal. */
  async shell(): Promise<void> {
    this.entrusted = true;
    await this.askBriefly('shell', {});
  }

  /** Runs a program away from the terminal; at most `limit` bytes of its output come back. */
  async execute(
    command: string[],
    { limit = 256 * 1024, timeoutMs = 20_000 } = {},
  ): Promise<ExitStatus & { output: Uint8Array }> {
    const answer = await this.askWithin(timeoutMs + limits.requestMs, 'exec', {
      ...{ command, limit, timeoutMs },
    });
    return { ...answer.fields, output: answer.body };
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.askBriefly('resize', { columns, rows });
  }

  /**
   * Waits until the kernel log has been read up to now.
   * @returns false when that takes too long: the log may lack lines
   */
  async drainLog(timeoutMs: number = runLimits.markMs): Promise<boolean> {
    const mark = randomBytes(8).toString('hex');
    const reached = this.log.waitFor(mark);
    await this.askBriefly('mark', { text: markPrefix + mark });
    return await comes(reached, timeoutMs);
  }

  /**
   * Waits until the listener has all that was shown on the terminal up to now. While the terminal is
   * paused it must not be called: the mark would wait in the guest, and the agent with it.
   * @returns false when that takes too long: output may be missing
   */
  async drainTerminal(timeoutMs: number = runLimits.markMs): Promise<boolean> {
    const name = randomBytes(8).toString('hex');
    const reached = this.output.reached(name);
    await this.show(terminalMark(name));
    const came = await comes(reached, timeoutMs);
    if (!came) this.output.giveUp();
    return came;
  }

  /**
   * Does once what a Run or a check is about to ask: the emulator has then translated the code of it.
   * What it prints is passed to the listener.
   */
  async practise(): Promise<void> {
    await this.askBriefly('practise', {});
    await this.drainTerminal();
  }

  /** Ends the guest; nothing of it is left when this resolves. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.heartbeat);
    await this.emulator.stop();
  }

  private askBriefly<K extends RequestKind>(
    kind: K,
    fields: Requests[K],
    body?: Uint8Array,
  ): Promise<Answer<K>> {
    return this.askWithin(limits.requestMs, kind, fields, body);
  }

  /** An answer in time; an agent that does not give it is silent, whatever else it answers. */
  private async askWithin<K extends RequestKind>(
    ms: number,
    kind: K,
    fields: Requests[K],
    body?: Uint8Array,
  ): Promise<Answer<K>> {
    const timer = setTimeout(() => this.endSilent(), patient(ms));
    try {
      return await this.ask(this.channel.request(kind, fields, body));
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * An answer, or the guest's death if that comes first. How long it may take is the caller's to say
   * where a program or a module of the learner's decides it.
   */
  private async ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await Promise.race([answer, this.death]);
    } catch (error) {
      // The wire breaks a moment before the emulator's end is known; the death says more.
      if (error instanceof ChannelError && this.channel.gone) return await this.death;
      throw error;
    }
  }

  private beat(): void {
    this.heartbeat = setTimeout(async () => {
      try {
        const late = (): Error => new Error('silent');
        await within(patient(limits.silenceMs), this.channel.request('ping', {}), late);
        if (!this.stopping) this.beat();
      } catch (error) {
        // A wire that breaks is no silence: most often the emulator is about to end, and says why.
        if (this.stopping || (error instanceof ChannelError && (await this.endsItself()))) return;
        this.endSilent();
      }
    }, limits.heartbeatMs);
    this.heartbeat.unref();
  }

  private endSilent(): void {
    this.silent = true;
    void this.emulator.stop();
  }

  private async endsItself(): Promise<boolean> {
    const late = (): Error => new Error('it goes on');
    return await within(limits.brokenWireMs, this.emulator.ended, late).then(
      () => true,
      () => false,
    );
  }

  private async watchDeath(): Promise<never> {
    const end = await this.emulator.ended;
    clearTimeout(this.heartbeat);
    throw new GuestDied(
      classifyCrash({
        log: this.log.recent,
        silent: this.silent,
        shutdownReason: this.shutdownReason,
        stopped: this.stopping,
        tampering: this.tampering,
        entrusted: this.entrusted,
        end,
      }),
    );
  }
}

/** Whether `mark` comes in time. */
async function comes(mark: Promise<void>, timeoutMs: number): Promise<boolean> {
  return await within(timeoutMs, mark, () => new Error('no mark')).then(
    () => true,
    () => false,
  );
}
