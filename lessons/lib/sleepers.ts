// Processes that wait to be woken, for the checks of this chapter's exercises: lines of bash, in which a
// function is quicker than a program.

/**
 * `sleeper` starts a process that waits, with no part in the output, and returns when it does; it is $!.
 * It does `$1` first, where that is given.
 */
const sleeper =
  'sleeper() { { eval "$1"; echo >&8; read -r -u 9; } >/dev/null 2>&1 & read -r -t 10 -u 8; }';

/** Has to stand before the first `sleeper`. */
export const sleepers = [
  '[ -p /tmp/hold ] || mkfifo /tmp/hold /tmp/ready; exec 8<> /tmp/ready 9<> /tmp/hold',
  sleeper,
].join('\n');

/** How bash tells of a process that SIGUSR1 or SIGTERM ended. */
export const woken = 128 + 10;
export const passedOver = 128 + 15;

/**
 * A stranger, and a process in a container that has the stranger's number there. The one inside is named
 * by `name`, in which `$!` is its number; then `outside` is done. Prints whether the numbers are the same,
 * and "fate: CODE" for the one inside and for the stranger.
 */
export function containerWithSameNumber(name: string, outside = ':'): string {
  const inside = [
    sleeper,
    'for ((tries = 0; tries < 50; tries++)); do',
    '  echo $(($1 - 1)) > /proc/sys/kernel/ns_last_pid; sleeper',
    '  (($! == $1)) && break',
    '  kill -KILL $!',
    'done',
    `echo "same number: $(($! == $1))"; ${name}`,
    'echo >&7; read -r -t 10 -u 6; kill -TERM $!; wait $!; echo "fate: $?"',
  ].join('\n');
  return [
    'mkfifo /tmp/inside /tmp/outside; exec 6<> /tmp/inside 7<> /tmp/outside',
    'sleeper; stranger=$!',
    `unshare --pid --fork bash -c '${inside}' inside $stranger & container=$!`,
    `read -r -t 10 -u 7; ${outside}; echo >&6; wait $container`,
    '{ kill -TERM $stranger; wait $stranger; echo "fate: $?"; } 2>/dev/null',
  ].join('\n');
}

/** What each "fate: " line says, in order. */
export function fates(output: string): number[] {
  return [...output.matchAll(/^fate: (\d+)$/gm)].map(([, code]) => Number(code));
}

/** What a signal that was or was not sent did, from how bash tells of the end. */
export function endedBy(code: number | undefined): string {
  if (code === woken) return 'SIGUSR1';
  return code === passedOver ? 'no SIGUSR1' : `an end with code ${code ?? 'of nobody'}`;
}

/** How often the module used a process that could have gone away: see instruments/task-lookups.c. */
export function readUnprotected(module: string): string {
  return `read -r count < /sys/module/${module}/parameters/unprotected; echo "unprotected: $count"`;
}

export function unprotectedIn(output: string): number {
  return Number(/^unprotected: (\d+)$/m.exec(output)?.[1] ?? -1);
}
