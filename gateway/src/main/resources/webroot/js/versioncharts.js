// The charts of one version, or of two beside each other, over one span of time with one cursor.

import { chart } from './charts.js';
import { h } from './dom.js';
import { millis, percent, rate } from './format.js';
import { heatmap } from './heatmap.js';
import { columns, fitted, statusClasses, times, volume } from './series.js';

const ms = (value) => `${millis(value)} ms`;
const perSecond = (value) => `${rate(value)}/s`;
const STATUS = [
  { label: '2xx', colour: 'series-1', kind: 'bars', solid: true }, { label: '3xx', colour: 'unknown', kind: 'bars', solid: true },
  { label: '4xx', colour: 'series-2', kind: 'bars', solid: true }, { label: '5xx', colour: 'critical', kind: 'bars', solid: true },
];

export function versionCharts() {
  const charts = {
    volume: chart({ id: 'volume', title: 'Volume', about: 'requests per second', series: [{ label: 'requests', colour: 'series-1', fill: true }], format: perSecond }),
    latency: chart({
      id: 'latency', title: 'Latency', about: 'p50, p95, p99', format: ms,
      series: [{ label: 'p50', colour: 'series-1' }, { label: 'p95', colour: 'series-2', dash: [6, 3] }, { label: 'p99', colour: 'series-3' }],
    }),
    errors: chart({ id: 'errors', title: 'Error rate', about: 'of the version', series: [{ label: 'errors', colour: 'critical', fill: true }, { label: 'with the callers’ own', colour: 'unknown', dash: [3, 3] }], format: percent, least: 0.02, allThresholds: true }),
    status: chart({ id: 'status', title: 'Status codes', about: 'requests per second', series: STATUS, stacked: true, format: perSecond }),
    heat: heatmap(),
    cpu: chart({ id: 'cpu', title: 'CPU', about: 'cores, by the upstream’s own metrics', series: [{ label: 'cores', colour: 'series-1', fill: true }], format: (value) => rate(value) }),
    memory: chart({ id: 'memory', title: 'Memory', about: 'resident, by the upstream’s own metrics', series: [{ label: 'memory', colour: 'series-3', fill: true }], format: (value) => `${rate(value / 1048576)} MiB` }),
  };
  const node = h('div', { class: 'charts', 'data-own': true }, Object.values(charts).map((each) => each.node));

  return {
    node,
    // series: as the API gives it; limits: { errorRate: [{ value, level, label }], p99: […] }
    show(series, { limits, marks, subject }) {
      const shared = { times: times(series), marks, subject, span: fitted(series) };
      charts.volume.show({ ...shared, values: [volume(series)] });
      charts.latency.show({ ...shared, values: columns(series, 'p50_latency_ms', 'p95_latency_ms', 'p99_latency_ms'), thresholds: limits.p99 });
      charts.errors.show({ ...shared, values: columns(series, 'error_rate', 'traffic_error_rate'), thresholds: limits.errorRate });
      optional(charts.status, statusClasses(series), shared);
      const counts = series.latency_bounds_ms && series.points.some((point) => point.latency_buckets) ? series : null;
      charts.heat.node.hidden = counts === null;
      if (counts) {
        charts.heat.show({ ...shared, series });
      }
      optional(charts.cpu, some(columns(series, 'cpu_cores')), shared);
      optional(charts.memory, some(columns(series, 'memory_bytes')), shared);
    },
    end: () => Object.values(charts).forEach((each) => each.end()),
  };
}

const some = (values) => (values.some((line) => line.some((value) => value !== null)) ? values : null);

function optional(which, values, shared) {
  which.node.hidden = values === null;
  if (values) {
    which.show({ ...shared, values });
  }
}

// Two versions on one sheet: the same figures, a line each.
export function comparison(labels) {
  const series = labels.map((label, index) => ({ label, colour: index === 0 ? 'series-1' : 'series-2', dash: index === 0 ? undefined : [6, 3] }));
  const charts = {
    p99: chart({ id: 'compare-p99', title: 'p99 side by side', series, format: ms }),
    errors: chart({ id: 'compare-errors', title: 'Error rate side by side', series, format: percent, least: 0.02 }),
    volume: chart({ id: 'compare-volume', title: 'Volume side by side', series, format: perSecond }),
  };
  return {
    node: h('div', { class: 'charts three', 'data-own': true }, Object.values(charts).map((each) => each.node)),
    show(both, shared) {
      const fit = { ...shared, span: fitted(...both) };
      const axis = [...new Set(both.flatMap(times))].sort((a, b) => a - b);
      const aligned = (line, at) => {
        const known = new Map(at.map((time, index) => [time, line[index]]));
        return axis.map((time) => known.get(time) ?? null);
      };
      const lines = (pick) => both.map((each) => aligned(pick(each), times(each)));
      charts.p99.show({ ...fit, times: axis, values: lines((each) => columns(each, 'p99_latency_ms')[0]) });
      charts.errors.show({ ...fit, times: axis, values: lines((each) => columns(each, 'error_rate')[0]) });
      charts.volume.show({ ...fit, times: axis, values: lines(volume) });
    },
    end: () => Object.values(charts).forEach((each) => each.end()),
  };
}

// The health limits of a model as its configuration has them.
export function limitsOf(config, model) {
  const configured = config?.config?.models?.[model]?.canary?.health ?? {};
  const errors = configured['error-rate'] ?? {};
  const p99 = configured.p99 ?? {};
  return {
    errorRate: pair(share(errors.warning ?? '5%'), share(errors.critical ?? '10%'), percent),
    p99: pair(milliseconds(p99.warning ?? '500ms'), milliseconds(p99.critical ?? '1s'), ms),
  };
}

const pair = (warning, critical, text) => [
  { value: warning, level: 'warning', label: `warning ${plain(text(warning))}` }, { value: critical, level: 'critical', label: `critical ${plain(text(critical))}` },
].filter(({ value }) => Number.isFinite(value));

const plain = (text) => text.replace('.0 ', ' ');
const share = (text) => Number.parseFloat(text) / 100;

export function milliseconds(text) {
  const [, value, unit] = /^([\d.]+)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(value) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? Number.NaN);
}
