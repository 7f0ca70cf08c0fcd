// Which user a sandbox runs as: ids of a user namespace for an ordinary user, ids that own nothing
// on the host for root.
import { readFileSync } from 'node:fs';
import type { Identity } from './bwrap-args.ts';

/** `nobody`, for machines that have no spare ids. */
const nobody = 65_534;
/** systemd's list of id ranges leaves those from 1879048192 to 2147483647 to nobody. */
const spareIds = { first: 1_900_000_000, count: 1_000_000 };

let given = Math.trunc(Math.random() * spareIds.count);

/** A user for one more sandbox. As root every sandbox gets ids of its own: none can touch another. */
export function nextIdentity(setpriv: string): Identity {
  if (process.getuid?.() !== 0) return { kind: 'user-namespace', uid: nobody, gid: nobody };
  given = (given + 1) % spareIds.count;
  const wanted = spareIds.first + given;
  const id = hasId(readFileSync('/proc/self/uid_map', 'utf8'), wanted) ? wanted : nobody;
  return { kind: 'drop', uid: id, gid: id, setpriv };
}

/**
 * Whether a user id exists here, by the lines of /proc/self/uid_map (`inside outside length`). In
 * a container root may have only the first 65536.
 */
export function hasId(uidMap: string, id: number): boolean {
  return uidMap
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([inside = 0, , length = 0]) => id >= inside && id < inside + length);
}
