// A shell line of a Run, and whether all of it worked. bash notes the first command that fails, so
// that `rmmod x; echo $?` counts as what it is (in-guest/shell-line.bash has the rules).

import { cleanText } from './clean-text.ts';
import { ChannelError } from './guest/channel.ts';
import type { Guest } from './guest/guest.ts';

const notes = '/run/failed-command';
const noteBytes = 600;
/** 128 and SIGPIPE: a writer whose reader had enough. */
const readerGone = 141;

/**
 * A line that is one command tells by its own exit code how it went. Without a trap bash becomes the
 * command, and has nothing to print itself about one that a signal ends.
 */
const isOneCommand = (line: string): boolean => !/[;&|()`\n]/.test(line);

/** How bash is started for a line. */
export const shellLine = (line: string) => ({
  command: ['bash', '-c', line],
  environment: isOneCommand(line) ? {} : noteTaking,
});

const noteTaking = { BASH_ENV: '/usr/lib/crossings/shell-line.bash', CROSSINGS_NOTES: notes };

type Exit = { code: number | null; signal: string | null };

/** What bash noted about the line that has ended in the guest; '' where nothing failed. */
export async function readNotes(guest: Guest, line: string): Promise<string> {
  // What is there is of an earlier line.
  if (isOneCommand(line)) return '';
  try {
    return Buffer.from(await guest.readFile(notes, noteBytes)).toString();
  } catch (error) {
    // A line can take the file away, as root it may.
    if (error instanceof ChannelError) return '';
    throw error;
  }
}

/** A sentence about what failed in a line; undefined where all of it worked. */
export function shellFailure(line: string, exit: Exit, noted: string): string | undefined {
  const shown = quoted(line);
  const note = /^(\d+) (\d+) (.+)$/s.exec(noted);
  if (note) {
    const [, code = '', commands = '', text = ''] = note;
    const command = quoted(cleanText(text));
    if (Number(commands) > 1) {
      return `A command in the pipeline of ${shown} failed with exit code ${code}.`;
    }
    const where = command === shown ? '' : `, in ${shown},`;
    return `${command}${where} ended with exit code ${code}.`;
  }
  if (exit.signal) return `${shown} was ended by ${exit.signal}.`;
  if (exit.code === 0 || exit.code === readerGone) return undefined;
  return `${shown} ended with exit code ${exit.code}.`;
}

const quoted = (text: string): string => {
  const short = text.replace(/\s+/g, ' ').trim();
  return `\`${short.length > 120 ? `${short.slice(0, 120)}…` : short}\``;
};
