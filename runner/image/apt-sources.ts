// Finds Debian's own archive in the host's apt configuration and points it at an edition's suites.
// Only the shape of an entry counts (suites, keyring, path): no host is named here.
import type { Edition } from '../editions.ts';

/** One archive of apt's configuration, in whichever of the two formats it was written. */
export type AptSource = {
  uris: string[];
  suites: string[];
  components: string[];
  /** Signed-By and Trusted, passed on as they are. */
  signedBy?: string;
  trusted?: string;
};

/** Reads deb822 (`*.sources`). Disabled stanzas and those without `deb` are left out. */
export function parseDeb822(text: string): AptSource[] {
  return text
    .split(/\n[ \t]*\n/)
    .map(readStanza)
    .filter((fields) => words(fields.get('types')).includes('deb'))
    .filter((fields) => !/^(no|false|0|off|disable)$/i.test(fields.get('enabled') ?? ''))
    .map((fields) => ({
      uris: words(fields.get('uris')),
      suites: words(fields.get('suites')),
      components: words(fields.get('components')),
      ...passedOn(fields),
    }));
}

/** Reads the one-line format (`sources.list`, `*.list`). */
export function parseOneLine(text: string): AptSource[] {
  const shape = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+([^#]*)/;
  return text.split('\n').flatMap((line) => {
    const found = shape.exec(line);
    if (!found) return [];
    const [, options = '', uri = '', suite = '', components = ''] = found;
    const pairs = words(options).map((pair) => pair.split('=', 2));
    const fields: Fields = new Map(pairs.map(([key = '', value = '']) => [key, value]));
    return [{ uris: [uri], suites: [suite], components: words(components), ...passedOn(fields) }];
  });
}

/** Debian's names for its suites; `sid` and the moving names have no security archive of their own. */
const debianSuite =
  /^(buster|bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable)(-updates|-security|-backports|\/updates)?$/;

type Part = 'main' | 'updates' | 'security';

function partOf(suite: string): Part | undefined {
  const ending = debianSuite.exec(suite)?.[2];
  if (ending === '-security' || ending === '/updates') return 'security';
  if (ending === '-updates') return 'updates';
  return debianSuite.test(suite) && ending === undefined ? 'main' : undefined;
}

/** How surely an entry is Debian's archive and not a vendor's with the same suite name. */
function likeness(source: AptSource): number {
  const keyring = /debian-archive/.test(source.signedBy ?? '') ? 2 : 0;
  const path = source.uris.some((uri) => /\/debian(-security)?(\.list)?\/?$/.test(uri)) ? 1 : 0;
  return keyring + path;
}

function bestFor(part: Part, sources: AptSource[]): AptSource | undefined {
  const candidates = sources.filter(
    (source) =>
      source.components.includes('main') && source.suites.some((suite) => partOf(suite) === part),
  );
  const best = candidates.toSorted((a, b) => likeness(b) - likeness(a))[0];
  return best && (likeness(best) > 0 || candidates.length === 1) ? best : undefined;
}

/**
 * The deb822 text for an edition: its suite from the host's main archive, `-updates` and
 * `-security` where the host has them, backports where the kernel comes from there.
 * Undefined when the host's configuration has no Debian archive.
 */
export function sourcesFor(edition: Edition, host: AptSource[]): string | undefined {
  const main = bestFor('main', host);
  if (!main) return undefined;
  const { suite } = edition;
  const stanzas = [stanza(main, suite)];
  const updates = bestFor('updates', host);
  if (updates) stanzas.push(stanza(updates, `${suite}-updates`));
  const security = bestFor('security', host);
  if (security) stanzas.push(stanza(security, `${suite}-security`));
  if (edition.kernelFrom === 'backports') stanzas.push(stanza(main, `${suite}-backports`));
  return stanzas.join('\n');
}

function stanza(source: AptSource, suite: string): string {
  return [
    'Types: deb',
    `URIs: ${source.uris.join(' ')}`,
    `Suites: ${suite}`,
    'Components: main',
    ...(source.signedBy ? [`Signed-By: ${source.signedBy}`] : []),
    ...(source.trusted ? [`Trusted: ${source.trusted}`] : []),
    '',
  ].join('\n');
}

/** Fields by their name in lower case. */
type Fields = Map<string, string>;

function readStanza(text: string): Fields {
  const fields: Fields = new Map();
  let last = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue;
    const field = /^([A-Za-z0-9-]+):[ \t]*(.*)$/.exec(line);
    if (field) {
      last = (field[1] ?? '').toLowerCase();
      fields.set(last, field[2] ?? '');
    } else if (/^[ \t]/.test(line) && last) {
      fields.set(last, `${fields.get(last)}\n${line}`);
    }
  }
  return fields;
}

function passedOn(fields: Fields): Pick<AptSource, 'signedBy' | 'trusted'> {
  const signedBy = fields.get('signed-by');
  const trusted = fields.get('trusted');
  return { ...(signedBy ? { signedBy } : {}), ...(trusted ? { trusted } : {}) };
}

function words(value = ''): string[] {
  return value.split(/\s+/).filter((word) => word !== '');
}
