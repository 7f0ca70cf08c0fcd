import { describe, expect, it } from 'vitest';
import { editions } from '../editions.ts';
import { parseDeb822, parseOneLine, sourcesFor } from './apt-sources.ts';

const debian = `Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

describe('parseDeb822', () => {
  it('reads archives, and leaves out the disabled and those of sources only', () => {
    const sources = parseDeb822(
      `${debian}\nTypes: deb-src\nURIs: http://a.example\nSuites: sid\nComponents: main\n\nEnabled: no\nTypes: deb\nURIs: http://b.example\nSuites: sid\nComponents: main\n`,
    );
    expect(sources.map((source) => source.suites)).toEqual([
      ['bookworm', 'bookworm-updates'],
      ['bookworm-security'],
    ]);
    expect(sources[0]?.components).toEqual(['main', 'contrib']);
  });

  it('keeps a key that is written into the file', () => {
    const key =
      'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----';
    const [source] = parseDeb822(
      `Types: deb\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n${key}\n`,
    );
    expect(sourcesFor(editions['6.12'], source ? [source] : [])).toContain('\n .\n mQINBF\n');
  });
});

describe('parseOneLine', () => {
  it('reads options, suite and components, and no comment or source line', () => {
    const text = `# deb http://x.example/debian sid main
deb-src http://m.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian bookworm main contrib # ours
deb http://m.example/debian-security bookworm-security main`;
    expect(parseOneLine(text)).toEqual([
      {
        uris: ['http://m.example/debian'],
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        signedBy: '/k.gpg',
      },
      {
        uris: ['http://m.example/debian-security'],
        suites: ['bookworm-security'],
        components: ['main'],
      },
    ]);
  });
});

describe('sourcesFor', () => {
  const suitesOf = (text = '') => [...text.matchAll(/^Suites: (.*)$/gm)].map((found) => found[1]);

  it('points the host’s archives at the suite of the edition', () => {
    const text = sourcesFor(editions['6.12'], parseDeb822(debian));
    expect(suitesOf(text)).toEqual(['trixie', 'trixie-updates', 'trixie-security']);
    expect(text).toContain('URIs: http://mirror.example/debian-security\nSuites: trixie-security');
    expect(text).toContain('Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg');
  });

  it('adds backports for the newest edition only', () => {
    expect(suitesOf(sourcesFor(editions.newest, parseDeb822(debian)))).toContain(
      'trixie-backports',
    );
    expect(suitesOf(sourcesFor(editions['6.1'], parseDeb822(debian)))).toEqual([
      'bookworm',
      'bookworm-updates',
      'bookworm-security',
    ]);
  });

  it('takes no vendor’s archive that has a Debian suite name', () => {
    const vendor = parseOneLine(
      'deb [signed-by=/etc/apt/keyrings/vendor.gpg] https://apt.vendor.example bookworm main',
    );
    expect(sourcesFor(editions['6.12'], [...vendor, ...parseDeb822(debian)])).not.toContain(
      'vendor',
    );
    const two = [...vendor, ...parseOneLine('deb https://other.example bookworm main')];
    expect(sourcesFor(editions['6.12'], two)).toBeUndefined();
  });

  it('takes a mirror list file, as cloud images have it', () => {
    const cloud = parseDeb822(
      'Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: trixie trixie-updates\nComponents: main\n',
    );
    expect(suitesOf(sourcesFor(editions['6.1'], cloud))).toEqual(['bookworm', 'bookworm-updates']);
  });

  it('finds nothing on a host of another distribution', () => {
    const ubuntu = parseOneLine('deb http://archive.example/ubuntu noble main universe');
    expect(sourcesFor(editions['6.12'], ubuntu)).toBeUndefined();
  });
});
