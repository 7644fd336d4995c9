// @ts-check
// The kinds of panels, each with the settings that all of its kind share.

import { PLAIN } from './limits.mjs';

/**
 * @typedef {import('./grafana.d.ts').Panel} Panel
 * @typedef {import('./grafana.d.ts').Target} Target
 * @typedef {import('./grafana.d.ts').Link} Link
 * @typedef {import('./grafana.d.ts').Thresholds} Thresholds
 * @typedef {import('./grafana.d.ts').Mapping} Mapping
 * @typedef {import('./grafana.d.ts').Overrides} Overrides
 * @typedef {import('./grafana.d.ts').Defaults} Defaults
 */

/**
 * @typedef {object} Common
 * @property {string} title
 * @property {string} description what it means, and when to worry
 * @property {string} unit Grafana's name of it
 * @property {Thresholds} [thresholds]
 * @property {number} [decimals]
 * @property {number} [min]
 * @property {number} [max]
 * @property {Mapping[]} [mappings]
 * @property {string} [noValue] shown where there is nothing
 * @property {Link[]} [links] of a value
 * @property {Link[]} [runbooks] of the panel
 */

/** @typedef {[expr: string, legend?: string]} Query */

export const DATASOURCE = Object.freeze({ type: /** @type {const} */ ('prometheus'), uid: '${datasource}' });

/** @param {Query} query @param {number} index @param {Partial<Target>} how @returns {Target} */
function target([expr, legend], index, how) {
  return {
    refId: String.fromCharCode(65 + index), datasource: DATASOURCE, editorMode: 'code', format: 'time_series',
    expr, legendFormat: legend ?? '__auto', range: true, instant: false, ...how,
  };
}

/** @param {Common} of @returns {Defaults} */
function defaults({ unit, thresholds, decimals, min, max, mappings, noValue, links }) {
  return {
    unit, thresholds: thresholds ?? PLAIN, mappings: mappings ?? [], color: { mode: 'thresholds' },
    ...(decimals !== undefined && { decimals }), ...(min !== undefined && { min }), ...(max !== undefined && { max }),
    ...(noValue !== undefined && { noValue }), ...(links && { links }),
  };
}

/** @param {Common} of @param {Target[]} targets */
function frame({ title, description, runbooks }, targets) {
  return {
    title, description, datasource: DATASOURCE, targets,
    ...(runbooks && { links: runbooks.map(({ title: name, url }) => ({
      title: name, url, type: /** @type {const} */ ('link'), icon: 'doc', tooltip: '', targetBlank: true, asDropdown: false, includeVars: false, keepTime: false, tags: [],
    })) }),
  };
}

const LAST = { calcs: ['lastNotNull'], fields: '', values: false };

/**
 * One figure, with its course behind it unless it is `instant`.
 * @param {Common & { query: Query, instant?: boolean, filled?: boolean, named?: boolean }} of @returns {Panel}
 */
export function stat(of) {
  return {
    ...frame(of, [target(of.query, 0, of.instant ? { instant: true, range: false } : {})]),
    type: 'stat',
    fieldConfig: { defaults: defaults(of), overrides: [] },
    options: {
      colorMode: of.filled ? 'background' : 'value', graphMode: of.instant ? 'none' : 'area', justifyMode: 'auto', orientation: 'auto',
      percentChangeColorMode: 'standard', reduceOptions: LAST, showPercentChange: false, textMode: of.named ? 'value_and_name' : 'auto', wideLayout: true,
    },
  };
}

/** A figure between two ends. @param {Common & { query: Query, min: number, max: number }} of @returns {Panel} */
export function gauge(of) {
  return {
    ...frame(of, [target(of.query, 0, {})]),
    type: 'gauge',
    fieldConfig: { defaults: defaults(of), overrides: [] },
    options: { minVizHeight: 75, minVizWidth: 75, orientation: 'auto', reduceOptions: LAST, showThresholdLabels: false, showThresholdMarkers: true, sizing: 'auto' },
  };
}

/** Colours of what is called the same on every board. @type {Record<string, string>} */
const COLOURS = {
  P50: 'green', P95: 'yellow', P99: 'red', 'last week': '#8e8e8e', 'weekly mean': '#8e8e8e', stable: 'blue', canary: 'orange',
  '2..': 'green', '4..': 'orange', '5..': 'red',
};

/** @param {[match: string, color: string][]} pairs by regular expression @returns {Overrides} */
const coloured = (pairs) => pairs.map(([match, color]) => ({
  matcher: { id: 'byRegexp', options: match }, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
}));

/**
 * Lines over time.
 * @param {Common & {
 *   queries: Query[], stacked?: boolean, steps?: boolean, bars?: boolean, line?: boolean, legend?: 'list' | 'table', fixed?: string[], dashed?: string[], log?: boolean, exemplars?: boolean, interval?: string,
 * }} of `line` draws the thresholds; `fixed` names series that keep their colour, `dashed` those of another time;
 *   `exemplars` shows single requests, where Prometheus stores exemplars; `interval` is the least between two points, for what is dear to compute
 * @returns {Panel}
 */
export function timeseries(of) {
  const legend = of.legend ?? 'list';
  return {
    ...frame(of, of.queries.map((query, index) => target(query, index, of.exemplars ? { exemplar: true } : {}))),
    ...(of.interval && { interval: of.interval }),
    type: 'timeseries',
    fieldConfig: {
      defaults: {
        ...defaults(of), color: { mode: 'palette-classic' }, min: of.min ?? (of.log ? undefined : 0),
        custom: {
          drawStyle: of.bars ? 'bars' : 'line', lineInterpolation: of.steps ? 'stepAfter' : 'linear', lineWidth: of.bars ? 0 : 2,
          fillOpacity: of.bars ? 80 : of.stacked ? 40 : of.line ? 0 : 6, gradientMode: of.bars || of.stacked ? 'none' : 'opacity', showPoints: 'never', spanNulls: false,
          axisSoftMin: of.log ? undefined : 0, stacking: { mode: of.stacked ? 'normal' : 'none', group: 'A' },
          scaleDistribution: of.log ? { type: 'log', log: 10 } : { type: 'linear' },
          thresholdsStyle: { mode: of.line ? 'dashed' : 'off' },
        },
      },
      overrides: [
        ...coloured((of.fixed ?? []).map((name) => [name, COLOURS[name] ?? 'blue'])),
        ...(of.dashed ?? []).map((name) => ({
          matcher: { id: 'byRegexp', options: name },
          properties: [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }, { id: 'custom.fillOpacity', value: 0 }],
        })),
      ],
    },
    options: {
      legend: { calcs: legend === 'table' ? ['mean', 'max', 'lastNotNull'] : [], displayMode: legend, placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** What holds when, a band for each series. @param {Common & { query: Query }} of @returns {Panel} */
export function timeline(of) {
  return {
    ...frame(of, [target(of.query, 0, {})]),
    type: 'state-timeline',
    fieldConfig: { defaults: { ...defaults(of), custom: { fillOpacity: 80, lineWidth: 0 } }, overrides: [] },
    options: {
      alignValue: 'left', legend: { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: false }, mergeValues: true, rowHeight: 0.8,
      showValue: 'auto', tooltip: { mode: 'single', sort: 'none' },
    },
  };
}

/** How often which value came. @param {Common & { query: string }} of @returns {Panel} */
export function heatmap(of) {
  return {
    ...frame(of, [target([of.query, '{{le}}'], 0, { format: 'heatmap' })]),
    maxDataPoints: 60,
    type: 'heatmap',
    fieldConfig: { defaults: { custom: { hideFrom: { legend: false, tooltip: false, viz: false }, scaleDistribution: { type: 'linear' } } }, overrides: [] },
    options: {
      calculate: false, cellGap: 1, color: { exponent: 0.5, fill: 'dark-orange', mode: 'scheme', reverse: false, scale: 'exponential', scheme: 'Turbo', steps: 64 },
      exemplars: { color: 'rgba(255,0,255,0.7)' }, filterValues: { le: 1e-9 }, legend: { show: true }, rowsFrame: { layout: 'auto' }, showValue: 'never',
      tooltip: { mode: 'single', showColorScale: true, yHistogram: true }, yAxis: { axisPlacement: 'left', reverse: false, unit: of.unit },
    },
  };
}

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {string} expr
 * @property {string} unit
 * @property {number} [decimals]
 * @property {Thresholds} [thresholds] colours the text
 * @property {Mapping[]} [mappings]
 * @property {boolean} [bar] drawn as one, from 0 to 1
 * @property {boolean} [filled] colours the cell
 */

/**
 * A line for each set of labels that the queries share.
 * @param {Omit<Common, 'unit'> & { keys: Record<string, string>, columns: Column[], sort: string, sortUp?: boolean, keyLinks?: Link[], keyShown?: Record<string, { mappings: Mapping[], links: Link[] }> }} of
 *   `keys` are labels and their titles; the first has `keyLinks`, others are shown as `keyShown` says by their titles
 * @returns {Panel}
 */
export function table(of) {
  const { keys, columns } = of;
  const lone = columns.length === 1;
  const valueName = (/** @type {number} */ index) => (lone ? 'Value' : `Value #${String.fromCharCode(65 + index)}`);
  const order = [...Object.keys(keys), ...columns.map((_, index) => valueName(index))];
  const titles = [...Object.values(keys), ...columns.map((column) => column.title)];
  const first = Object.values(keys)[0] ?? '';
  /** @type {Overrides} */
  const overrides = columns.map((column) => ({
    matcher: { id: 'byName', options: column.title },
    properties: [
      { id: 'unit', value: column.unit },
      ...(column.decimals === undefined ? [] : [{ id: 'decimals', value: column.decimals }]),
      ...(column.thresholds ? [{ id: 'thresholds', value: column.thresholds }] : []),
      ...(column.mappings ? [{ id: 'mappings', value: column.mappings }] : []),
      ...(column.bar ? [{ id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } }, { id: 'min', value: 0 }, { id: 'max', value: 1 }]
        : column.filled ? [{ id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } }]
          : column.thresholds ? [{ id: 'custom.cellOptions', value: { type: 'color-text' } }] : []),
    ],
  }));
  if (of.keyLinks) {
    overrides.push({ matcher: { id: 'byName', options: first }, properties: [{ id: 'links', value: of.keyLinks }] });
  }
  for (const [title, { mappings, links }] of Object.entries(of.keyShown ?? {})) {
    overrides.push({ matcher: { id: 'byName', options: title }, properties: [{ id: 'mappings', value: mappings }, { id: 'links', value: links }] });
  }
  return {
    ...frame({ ...of, unit: '' }, columns.map((column, index) => target([column.expr, ''], index, { format: 'table', instant: true, range: false }))),
    type: 'table',
    fieldConfig: {
      defaults: { color: { mode: 'thresholds' }, thresholds: PLAIN, mappings: [], noValue: of.noValue ?? '–', custom: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false, filterable: false } },
      overrides,
    },
    options: { cellHeight: 'sm', footer: { show: false, reducer: ['sum'], countRows: false }, frameIndex: 0, showHeader: true, sortBy: [{ displayName: of.sort, desc: !of.sortUp }] },
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true }, includeByName: {},
          indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
          renameByName: Object.fromEntries(order.map((name, index) => [name, titles[index]])),
        },
      },
    ],
  };
}

/** @param {Panel} panel @param {string} variable which it is drawn once for each value of, side by side @returns {Panel} */
export function repeated(panel, variable) {
  return { ...panel, repeat: variable, repeatDirection: 'h', maxPerRow: 4 };
}

/** Text and colour for a number. @param {Record<string, [text: string, color: string]>} texts @returns {Mapping} */
export function texts(texts) {
  return { type: 'value', options: Object.fromEntries(Object.entries(texts).map(([value, [text, color]], index) => [value, { text, color, index }])) };
}
