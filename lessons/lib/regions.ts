// Reads a source file of the course: takes the region markers out and tells which lines each
// region covers. Everything a learner sees (page, editor, guest, diagnostics) is the text without
// markers, so the line numbers here are those of the text without markers.
import { ContentError } from './content-error.ts';

/** Lines from `firstLine` to `lastLine`, both included, counted from 1 without marker lines. */
export type Region = {
  name: string;
  firstLine: number;
  lastLine: number;
  /** Line of the opening marker in the file on disk, for messages. */
  markerLine: number;
};

export type SourceText = {
  /** The text without marker lines. */
  text: string;
  /** In the order of their opening markers. */
  regions: readonly Region[];
};

type OpenRegion = { name: string; firstLine: number; markerLine: number };

const cMarker = /^\s*\/\*\s*(region|endregion):\s*([^*]*?)\s*\*\/\s*$/;
const tsMarker = /^\s*\/\/\s*(region|endregion):\s*(.*?)\s*$/;
const looksLikeMarker = /^\s*(\/\/|\/\*)\s*#?(end)?region\b/i;
const regionName = /^[a-z][a-z0-9-]*$/;

/**
 * Splits `text` into what a learner sees and its regions; regions may nest but not cross.
 * @param file path from the repository's root, for messages; its ending tells the marker's form
 * @throws ContentError with file, line and repair
 */
export function readRegions(text: string, file: string): SourceText {
  const marker = file.endsWith('.ts') ? tsMarker : cMarker;
  const form = file.endsWith('.ts')
    ? '`// region: name` and `// endregion: name`'
    : '`/* region: name */` and `/* endregion: name */`';
  const kept: string[] = [];
  const regions: Region[] = [];
  const open: OpenRegion[] = [];

  for (const [index, line] of text.replaceAll('\r\n', '\n').split('\n').entries()) {
    const place = { file, line: index + 1 };
    const found = marker.exec(line);
    if (!found) {
      if (looksLikeMarker.test(line)) {
        throw new ContentError(place, 'a region marker of another form', `write ${form}`);
      }
      kept.push(line);
      continue;
    }
    const [, word, name = ''] = found;
    if (word === 'region') {
      openRegion(place, name, kept.length + 1);
    } else {
      closeRegion(place, name, kept.length);
    }
  }

  const unclosed = open.at(-1);
  if (unclosed) {
    throw new ContentError(
      { file, line: unclosed.markerLine },
      `region "${unclosed.name}" is never closed`,
      `add "endregion: ${unclosed.name}" after its last line`,
    );
  }
  return {
    text: kept.join('\n'),
    regions: regions.toSorted((a, b) => a.markerLine - b.markerLine),
  };

  function openRegion(place: { file: string; line: number }, name: string, firstLine: number) {
    if (!regionName.test(name)) {
      throw new ContentError(
        place,
        `"${name}" is no region name`,
        'use small letters, digits and hyphens, with a letter first',
      );
    }
    const twin = [...regions, ...open].find((region) => region.name === name);
    if (twin) {
      throw new ContentError(
        place,
        `region "${name}" was opened before, at line ${twin.markerLine}`,
        'give each region of a file a name of its own',
      );
    }
    open.push({ name, firstLine, markerLine: place.line });
  }

  function closeRegion(place: { file: string; line: number }, name: string, lastLine: number) {
    const region = open.pop();
    if (!region) {
      throw new ContentError(
        place,
        `region "${name}" is closed but not open`,
        `add "region: ${name}" before its first line, or take this marker out`,
      );
    }
    if (region.name !== name) {
      throw new ContentError(
        place,
        `region "${name}" is closed while "${region.name}" (line ${region.markerLine}) is open`,
        `close "${region.name}" first: regions may nest but not cross`,
      );
    }
    if (lastLine < region.firstLine) {
      throw new ContentError(
        { file: place.file, line: region.markerLine },
        `region "${name}" holds no line`,
        'put code between its markers or take them out',
      );
    }
    regions.push({ ...region, lastLine });
  }
}

/** The lines of a region, without the indentation that all of them share. */
export function regionText(source: SourceText, region: Region): string {
  const lines = source.text.split('\n').slice(region.firstLine - 1, region.lastLine);
  return dedent(lines).join('\n');
}

function dedent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim()).map((line) => /^\s*/.exec(line)?.[0] ?? '');
  let shared = indents[0] ?? '';
  for (const indent of indents) {
    while (!indent.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return lines.map((line) => line.slice(line.trim() ? shared.length : line.length));
}
