// The host of the guests, opened behind the server's back: pages are served before it is ready,
// and a Run waits for it. One that could not be opened is tried again by the next Run.
import type { RunHost } from '../run.ts';

export type Guests = {
  /** The open host; opens it when need be, once at a time. Rejects with an error in words. */
  host(): Promise<RunHost>;
  /** The host if it is open. */
  current(): RunHost | null;
  /** Ends every guest; resolves when all of them have gone. */
  close(): Promise<void>;
};

/**
 * @param open opens the host
 * @param ready is called when the host has been opened
 */
export function guests(open: () => Promise<RunHost>, ready: () => void): Guests {
  let opening: Promise<RunHost> | null = null;
  let current: RunHost | null = null;
  let closed = false;

  const openOnce = async (): Promise<RunHost> => {
    try {
      const host = await open();
      if (closed) await host.close();
      else {
        current = host;
        ready();
      }
      return host;
    } catch (fault) {
      opening = null;
      throw fault;
    }
  };
  return {
    host() {
      if (closed) return Promise.reject(new Error('The server is stopping.'));
      opening ??= openOnce();
      return opening;
    },
    current: () => current,
    async close() {
      closed = true;
      await current?.close();
    },
  };
}
