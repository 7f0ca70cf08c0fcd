// Work in steps, each of which has to report the next one in time: work that is stuck gives up by
// itself, and with it whatever others wait for.
import { image as limits } from '../config.ts';
import { patient } from '../patient.ts';
import { ImageError } from './image-error.ts';

export type ReportedWork = {
  /** Begins a step; the one before has ended in time. */
  step(doing: string, limitMs?: number): void;
  /** Aborted when a step took too long, or from outside. */
  signal: AbortSignal;
};

/**
 * Does `work`, but gives it up at the first step that takes longer than its limit: also when the work
 * itself, stuck in a call that cannot be aborted, never hears of it.
 * @throws ImageError `stalled`, or what the work throws
 */
export async function withinStepLimits<T>(
  options: { what: string; signal?: AbortSignal | undefined; onStep: (doing: string) => void },
  work: (making: ReportedWork) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  let timer: NodeJS.Timeout | undefined;
  let stalled: (error: ImageError) => void = () => {};
  const stall = new Promise<never>((_, reject) => {
    stalled = reject;
  });

  function step(doing: string, limitMs: number = limits.stepMs): void {
    clearTimeout(timer);
    const ms = patient(limitMs);
    timer = setTimeout(() => {
      const error = stallOf(options.what, doing, ms);
      stop.abort(error);
      stalled(error);
    }, ms);
    options.onStep(doing);
  }

  step('');
  try {
    return await Promise.race([work({ step, signal }), stall]);
  } finally {
    clearTimeout(timer);
  }
}

function stallOf(what: string, doing: string, ms: number): ImageError {
  const where = doing ? ` (${doing})` : '';
  return new ImageError(
    'stalled',
    `Making ${what} made no progress for ${Math.round(ms / 1000)} seconds${where}.`,
    'Start again. If it stays, look at the load and the disk of this machine.',
  );
}
