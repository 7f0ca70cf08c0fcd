// The step of a Run that loads the module, shown as the insmod line that does the same.
import { within } from './guest/guest-error.ts';
import { insmodWords, loadErrorWords } from './guest/load-error.ts';
import { loadFailure } from './guest/load-failure.ts';
import { type Entry, type StepFailure, seconds, workFolder } from './run-entry.ts';
import { waitOptions } from './run-on-terminal.ts';
import { askWaiting, WaitReporter } from './run-wait.ts';

/** Loads the module; null when it loaded, or where there is none. @throws GuestDied */
export async function loadStep(entry: Entry): Promise<StepFailure | null> {
  const { guest, module, tell } = entry;
  if (!module) return null;
  const { name } = module;
  const file = `${name}.ko`;
  const timeoutMs = entry.timeLimit('loadTimeoutMs');
  await guest.show(`$ insmod ${file}\r\n`);
  const started = performance.now();
  const logged = guest.log.count;
  const waiting = waitOptions(entry, 'module', timeoutMs);
  const reporter = new WaitReporter(waiting);
  const loading = guest.load(`${workFolder}/${file}`);
  loading.catch(() => {});
  try {
    const errno = await within(timeoutMs, loading, () => new TooLate());
    reporter.stop();
    if (errno === 0) {
      tell({ type: 'module-loaded', module: name, ms: performance.now() - started });
      return null;
    }
    await guest.show(`insmod: ERROR: could not insert module ${file}: ${insmodWords(errno)}\r\n`);
    const failure = await loadFailure(guest, { errno, module: name, logged });
    return { kind: 'failed', stage: 'load', message: loadErrorWords(failure) };
  } catch (error) {
    if (!(error instanceof TooLate)) throw error;
    reporter.stop();
    const doing = await askWaiting(waiting);
    const message = `The module's init function did not return within ${seconds(timeoutMs)}${doing ? `: ${doing.words}` : ''}.`;
    const { place } = doing ?? {};
    return { kind: 'timed-out', stage: 'load', message, ...(place && { place }) };
  } finally {
    reporter.stop();
  }
}

class TooLate extends Error {}
