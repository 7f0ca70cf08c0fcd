// Reads the host's apt configuration: its archives and how it reaches them.
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Edition } from '../editions.ts';
import { type AptSource, parseDeb822, parseOneLine, sourcesFor } from './apt-sources.ts';
import { ImageError } from './image-error.ts';

/** Every archive that apt on this machine knows, in the order in which apt reads the files. */
export async function readHostSources(folder = '/etc/apt'): Promise<AptSource[]> {
  const parts = (await readdir(join(folder, 'sources.list.d')).catch(() => [])).toSorted();
  const files = ['sources.list', ...parts.map((name) => join('sources.list.d', name))];
  const sources: AptSource[] = [];
  for (const name of files) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (name.endsWith('.list')) sources.push(...parseOneLine(text));
    if (name.endsWith('.sources')) sources.push(...parseDeb822(text));
  }
  return sources;
}

/**
 * The sources text for an edition, from the host's own mirrors.
 * @throws {ImageError} where the host has none of Debian's archive
 */
export async function hostSourcesFor(edition: Edition, folder = '/etc/apt'): Promise<string> {
  const text = sourcesFor(edition, await readHostSources(folder));
  if (text !== undefined) return text;
  throw new ImageError(
    'no-mirror',
    `No Debian archive was found in the apt configuration (${folder}).`,
    `Add a Debian mirror, for instance a file ${folder}/sources.list.d/debian.sources with Types, URIs, Suites, Components and Signed-By, and install debian-archive-keyring; or name such a folder in CROSSINGS_APT.`,
  );
}

/** The host's way to its mirrors (proxy, certificates, retries) as options for another apt. */
export async function hostAcquireOptions(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('apt-config', ['dump', 'Acquire']).catch(() => ({
    stdout: '',
  }));
  return stdout
    .split('\n')
    .filter((line) => /^Acquire::(https?|Retries|Check-Valid-Until|ForceIPv4)\b/i.test(line))
    .filter((line) => !line.endsWith(' "";'));
}
