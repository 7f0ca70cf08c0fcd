// Draws measured runs: a row for each way, a panel for each size, time on a logarithmic scale; and
// the same as a table. Used by the build for the recorded run and by the page for the learner's own.
import { type Html, html } from '../../build/html.ts';
import { messages } from '../messages.ts';
import type { CompareResult, CompareRun } from './compare-lines.ts';

const text = messages.compare;
const width = 720;
const plotLeft = 216;
const plotRight = 700;
const rowHeight = 22;
const headHeight = 34;
const scaleHeight = 24;

export type ComparePicture = { legend: Html; plot: Html; table: Html };

/** `own` is null until the learner has run the lesson. */
export function comparePicture(reference: CompareRun, own: CompareRun | null): ComparePicture {
  const panels = panelsOf(reference, own);
  return { legend: legend(reference, own), plot: plot(panels), table: table(panels, own !== null) };
}

type Row = {
  way: string;
  call: string;
  reference: CompareResult | undefined;
  own: CompareResult | undefined;
};
type Panel = { bytes: number; rows: Row[] };

/** Every way in each panel, also where a payload of that size does not go. */
function panelsOf(reference: CompareRun, own: CompareRun | null): Panel[] {
  const all = [...reference.results, ...(own?.results ?? [])];
  const sizes = [...new Set(all.map(({ bytes }) => bytes))].toSorted((a, b) => a - b);
  return sizes.map((bytes) => {
    const nothing = bytes === 0;
    const names = new Map(
      all
        .filter((result) => (result.bytes === 0) === nothing)
        .map(({ way, call }) => [`${way} ${call}`, { way, call }]),
    );
    const find = (run: CompareRun | null, way: string, call: string) =>
      run?.results.find(
        (result) => result.bytes === bytes && result.way === way && result.call === call,
      );
    const rows = [...names.values()].map(({ way, call }) => ({
      way,
      call,
      reference: find(reference, way, call),
      own: find(own, way, call),
    }));
    return { bytes, rows };
  });
}

const sizeName = (bytes: number) => (bytes === 0 ? text.inAll : text.size(bytes));

function legend(reference: CompareRun, own: CompareRun | null): Html {
  const swatch = (name: string) =>
    html`<svg class="compare-swatch" viewBox="0 0 28 12" aria-hidden="true">${bar(name, 2, 14, 26, 6)}</svg>`;
  return html`<ul class="compare-legend"><li>${swatch('reference')}${text.recorded(reference.machine)}</li><li>${swatch('own')}${own ? text.own(own.machine) : text.ownMissing}</li></ul>`;
}

function bar(name: string, low: number, median: number, high: number, y: number): Html {
  return html`<rect class="compare-${name}" x="${low}" y="${y - 3}" width="${Math.max(2, high - low)}" height="6"/><path class="compare-${name}-median" d="M${median} ${y - 5}v10"/>`;
}

function plot(panels: readonly Panel[]): Html {
  const results = panels
    .flatMap(({ rows }) => rows.flatMap(({ reference, own }) => [reference, own]))
    .filter((result) => result !== undefined);
  const from = Math.floor(Math.log10(Math.min(...results.map(({ us }) => us[0]))));
  const to = Math.ceil(Math.log10(Math.max(...results.map(({ us }) => us[2]))));
  const decades = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const at = (us: number) =>
    Math.round(plotLeft + ((Math.log10(us) - from) / (to - from)) * (plotRight - plotLeft));

  let y = scaleHeight;
  const drawn = panels.map((panel) => {
    const top = y;
    y += headHeight + panel.rows.length * rowHeight;
    return drawPanel(panel, top, at);
  });
  const units = panels.flatMap(({ rows }) => rows.filter(({ way }) => way === 'getppid'));
  const height = y + 10;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="compare-title" aria-describedby="compare-description">
<title id="compare-title">${text.title}</title><desc id="compare-description">${text.description}</desc>
${decades.map((power) => html`<path class="compare-grid" d="M${at(10 ** power)} ${scaleHeight}V${height - 8}"/><text class="fig-small fig-middle" x="${at(10 ** power)}" y="15">${text.time(10 ** power)}</text>`)}
${units.map(({ reference, own }) => [unitLine('reference', reference), unitLine('own', own)])}
${drawn}
</svg>`;

  function unitLine(name: string, unit: CompareResult | undefined): Html | false {
    return unit
      ? html`<path class="compare-${name}-unit" d="M${at(unit.us[1])} ${scaleHeight}V${height - 8}"/>`
      : false;
  }
}

function drawPanel({ bytes, rows }: Panel, top: number, at: (us: number) => number): Html {
  return html`<text class="fig-label fig-strong" x="8" y="${top + 23}">${sizeName(bytes)}</text>
${rows.map((row, index) => {
  const y = top + headHeight + index * rowHeight + rowHeight / 2;
  const repeated = rows[index - 1]?.way === row.way;
  const both = row.reference && row.own;
  const none = !row.reference && !row.own;
  const draw = (name: string, result: CompareResult | undefined, middle: number) => {
    if (!result) return false;
    const [low, median, high] = result.us.map(at) as [number, number, number];
    return bar(name, low, median, high, middle);
  };
  return html`${repeated ? false : html`<text class="fig-label" x="8" y="${y + 5}">${row.way}</text>`}<text class="fig-code" x="88" y="${y + 4}">${row.call}</text>${none ? html`<text class="fig-small" x="${plotLeft}" y="${y + 4}">${text.impossible}</text>` : false}${draw('reference', row.reference, both ? y - 4 : y)}${draw('own', row.own, both ? y + 5 : y)}${value(row, y + 4, at)}
`;
})}`;
}

/** The median in figures, beside the bars: the learner's own where there is one. */
function value({ reference, own }: Row, y: number, at: (us: number) => number): Html | false {
  const result = own ?? reference;
  if (!result) return false;
  const shown = [reference, own].filter((one) => one !== undefined);
  const right = Math.max(...shown.map(({ us }) => at(us[2]))) + 8;
  const words = text.span(result.us[1]);
  if (right < plotRight - 40)
    return html`<text class="fig-small" x="${right}" y="${y}">${words}</text>`;
  const left = Math.min(...shown.map(({ us }) => at(us[0]))) - 8;
  return html`<text class="fig-small fig-end" x="${left}" y="${y}">${words}</text>`;
}

function table(panels: readonly Panel[], withOwn: boolean): Html {
  const cells = (result: CompareResult | undefined) =>
    result
      ? html`<td>${text.number(result.us[1])}</td><td>${text.number(result.us[0])} – ${text.number(result.us[2])}</td>`
      : html`<td colspan="2">${text.impossible}</td>`;
  const columns = withOwn ? 6 : 4;
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="${messages.table}"><table>
<thead><tr><th scope="col">${text.way}</th><th scope="col">${text.call}</th><th scope="col">${text.recordedMedian}</th><th scope="col">${text.middleHalf}</th>${withOwn && html`<th scope="col">${text.ownMedian}</th><th scope="col">${text.middleHalf}</th>`}</tr></thead>
${panels.map(
  ({
    bytes,
    rows,
  }) => html`<tbody><tr><th scope="rowgroup" colspan="${columns}">${sizeName(bytes)}</th></tr>
${rows.map(
  ({
    way,
    call,
    reference,
    own,
  }) => html`<tr><th scope="row">${way}</th><td>${call && html`<code>${call}</code>`}</td>${cells(reference)}${withOwn && cells(own)}</tr>
`,
)}</tbody>
`,
)}</table></div>`;
}
