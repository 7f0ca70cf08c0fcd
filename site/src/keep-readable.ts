// Has the browser keep the pages for reading without the server.

/** Does nothing where browsers do not allow it: only over HTTPS or on one's own machine do they. */
export function keepReadable(): void {
  if (!('serviceWorker' in navigator)) return;
  // After the page itself, which must not wait for copies of others.
  addEventListener('load', () => {
    navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
      console.warn('The pages cannot be kept for reading without the server.', error);
    });
  });
}
