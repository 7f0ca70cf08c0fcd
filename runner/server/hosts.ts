// Whom the server answers: names that a page on another site cannot point at this machine.
import { isIP } from 'node:net';

/**
 * Tells whether a request's `Host` is ours. A name is believed only when it is `localhost` or the
 * one listened on: any other name may be a stranger's that was bound to our address (DNS
 * rebinding). Addresses are safe, since nobody can rebind them, but on loopback only loopback's
 * own are ours. The port is free, so that a forwarded one works.
 * @param header the `Host` header as received
 * @param listening the name or address that the server listens on
 */
export function hostAllowed(header: string | undefined, listening: string): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  if (name === 'localhost' || name === listening.toLowerCase()) return true;
  if (isIP(name) === 0) return false;
  return isLoopback(listening) ? isLoopback(name) : true;
}

/**
 * Tells whether a request comes from a page of ours: same host and port as it was sent to. Other
 * ports of this machine are other people's programs, which `SameSite` cookies do not tell apart.
 * @param origin the `Origin` header; browsers always send it on a WebSocket and on a POST
 * @param host the `Host` header, already allowed
 */
export function originAllowed(origin: string | undefined, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/** Tells whether only this machine can reach the name or address. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** The name or address of a `Host` header in lower case, without port and brackets. */
function hostName(header: string | undefined): string | undefined {
  const found = header?.match(/^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i);
  return (found?.[1] ?? found?.[2])?.toLowerCase();
}
