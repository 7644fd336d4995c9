// One version of a model, whether or not a monitor watches it.

import { ApiError, get, getIfThere, getSeldom, path, query as search } from '../js/api.js';
import { h, morph } from '../js/dom.js';
import { bytes, duration, figure, metricName, metricValue, number, percent } from '../js/format.js';
import { marks } from '../js/marks.js';
import { badge, card, empty, figureTile, health, shape, shareBar, unit } from '../js/parts.js';
import { href, patch, span } from '../js/router.js';
import { SAMPLE_FILTERS, samplesFilter, samplesTable } from '../js/samplestable.js';
import { versionSeries } from '../js/series.js';
import { table } from '../js/table.js';
import { comparisonCard, figures, loadComparison, outwards } from '../js/versionparts.js';
import { limitsOf, versionCharts } from '../js/versioncharts.js';

const WINDOWS = { '15m': '15m', '1h': '1h', '6h': '6h', '1d': '1d' };

export const title = ({ segments }) => `${segments[1]} ${segments[2]}`;

export async function load({ segments, query }, signal) {
  const [, id, asked] = segments;
  const range = span();
  const [model, { monitors }, config] = await Promise.all([get(path('models', id), signal), get('/api/v1/monitors?state=all', signal), getIfThere('/api/v1/config', signal)]);
  const version = model.versions.find((each) => String(each.version) === asked);
  if (!version) {
    throw new ApiError(404, { detail: `Model ${id} has no version ${asked}; it has ${model.versions.map((each) => each.version).join(', ')}.` });
  }
  const own = monitors.filter((each) => each.model === id && each.version === version.version);
  const filter = Object.fromEntries(SAMPLE_FILTERS.slice(2).map((each) => [each, query[each]]));
  const samplesUrl = `/api/v1/samples${search({ model: id, version: asked, ...filter, limit: 25 })}`;
  const [series, { samples }, events, other, usage, baseline] = await Promise.all([
    versionSeries(id, asked, range, { histogram: true, monitor: own[0]?.name, signal }),
    get(samplesUrl, signal),
    marks(range, id, signal), loadComparison(id, query.with, range, signal), getIfThere(`${path('models', id, 'usage')}?limit=10`, signal), getSeldom(`${path('models', id, 'versions', asked, 'baseline')}?since=7d`, signal)]);
  return { samplesUrl, usage, baseline, model, version, own, config, series, samples, events, other };
}

export function mount(root) {
  const head = h('div', { class: 'slot' });
  const tail = h('div', { class: 'slot' });
  const charts = versionCharts();
  const compared = comparisonCard();
  root.append(head, charts.node, compared.node, tail);

  return {
    show(data, { query }) {
      const { model, version, series, samples, own } = data;
      const window = WINDOWS[span().label] ?? (span().live ? '1d' : '5m');
      morph(head, header(data, window), figures(version.windows[window] ?? version.windows['5m']), resources(version.resources));
      charts.node.hidden = series === null;
      if (series) {
        charts.show(series, { limits: limitsOf(data.config, model.id), marks: data.events, subject: `${model.id}-${version.version}` });
      }
      compared.node.hidden = series === null;
      if (series) {
        compared.show({ model: model.id, version: version.version, versions: model.versions, chosen: query.with, mine: series, other: data.other, marks: data.events });
      }
      morph(tail,
        series === null ? card('Over time', {}, empty('No history of this version', 'This gateway tells figures over time of monitored versions only.')) : null,
        card('Monitors', { aside: h('a', { href: href(['monitors'], { model: model.id }) }, 'All of this model') }, own.length === 0
          ? empty('Nothing watches this version', 'A monitor gives it alerts and figures over time.')
          : h('ul', { class: 'links' }, own.map((each) => h('li', {}, health(each.health), h('a', { href: href(['monitors', each.name]) }, each.name), badge(each.state, each.state), h('span', { class: 'quiet' }, `window ${each.window}`))))),
        suggestions(data.baseline),
        callers(data.usage),
        card('Recent samples', { aside: h('a', { href: href(['samples'], { model: model.id, version: version.version }) }, 'All samples') },
          samplesFilter({ query, change: (name, value) => patch({ [name]: value || null }) }),
          samplesTable({ id: 's', asked: data.samplesUrl, samples, withVersion: false })));
    },
    end() {
      charts.end();
      compared.end();
    },
  };
}

function header({ model, version, config }, window) {
  return h('div', { class: 'head' },
    h('div', { class: 'headline' },
      h('h1', {}, `${model.id} ${version.version}`), badge(version.role, version.role), health(version.health), shareBar(version.weight, version.role),
      h('p', { class: 'quiet' }, `last ${window}${version.framework ? ` · ${version.framework}` : ''} · ${version.upstreams.join(', ')} · ${version.in_flight} in flight`)),
    h('div', { class: 'buttons' },
      outwards(config, model.id, version.version, version.health),
      h('a', { class: 'button', href: href(['quality', model.id]) }, 'Quality'), h('a', { class: 'button', href: href(['rollouts', model.id]) }, 'Rollouts')));
}

// What the version usually does, and the thresholds that would have been quiet meanwhile.
function suggestions(baseline) {
  if (!baseline) {
    return null;
  }
  return card('Usual figures', { about: 'of the last seven days at most, and thresholds that would have been quiet' }, baseline.enough ? table({
    id: 'b', label: 'Usual figures', rows: baseline.metrics, key: (row) => row.metric,
    columns: [
      { id: 'metric', text: 'figure', value: (row) => row.metric, cell: (row) => h('span', { class: 'strong' }, metricName(row.metric)) },
      { id: 'overall', text: 'overall', numeric: true, value: (row) => row.overall, cell: (row) => metricValue(row.metric, row.overall) },
      { id: 'warning', text: 'suggested warning', numeric: true, value: (row) => row.warning, cell: (row) => metricValue(row.metric, row.warning) },
      { id: 'critical', text: 'suggested critical', numeric: true, value: (row) => row.critical, cell: (row) => metricValue(row.metric, row.critical) },
      { id: 'above', text: 'points above', numeric: true, minor: true, value: (row) => row.points_above, cell: (row) => `${number(row.points_above)} of ${number(baseline.points)}` },
    ],
    empty: null,
  }) : null, h('p', { class: 'quiet' }, baseline.detail));
}

function callers(usage) {
  if (!usage || usage.by === 'none' || !usage.callers?.length) {
    return null;
  }
  return card('Callers', { about: `of ${usage.model}, all versions, by ${usage.by}; the busiest first, last ${duration((new Date(usage.to) - new Date(usage.from)) / 1000)}` }, table({
    id: 'u', label: 'Callers', rows: usage.callers, key: (row) => row.caller,
    columns: [
      { id: 'caller', text: 'caller', value: (row) => row.caller, cell: (row) => h('span', { class: 'strong' }, row.caller) },
      { id: 'requests', text: 'requests', numeric: true, value: (row) => row.requests, cell: (row) => [number(row.requests), row.at_most_over ? h('span', { class: 'unit', title: `at most ${row.at_most_over} too many: only the busiest are counted exactly` }, ' ≤') : null] },
      { id: 'share', text: 'share', value: (row) => row.share, cell: (row) => shareBar(`${row.share * 100}%`) },
      { id: 'errors', text: 'errors', numeric: true, value: (row) => row.errors, cell: (row) => number(row.errors) },
      { id: 'sent', text: 'sent', numeric: true, minor: true, value: (row) => row.request_bytes, cell: (row) => bytes(row.request_bytes) },
      { id: 'got', text: 'received', numeric: true, minor: true, value: (row) => row.response_bytes, cell: (row) => bytes(row.response_bytes) },
    ],
    empty: null,
  }));
}

// What the upstream tells of itself, where the configuration names its metrics.
function resources(told) {
  if (!told) {
    return null;
  }
  const tile = (label, value, note) => (value === null || value === undefined ? null : figureTile(label, value, note));
  return card('Resources of the upstreams', { about: 'by their own metrics' }, h('dl', { class: 'tiles' },
    tile('CPU', told.cpu_cores === null || told.cpu_cores === undefined ? null : unit(figure(told.cpu_cores), 'cores'), told.cpu_utilization ? `${percent(told.cpu_utilization)} of what it has` : null),
    tile('memory', told.memory_bytes === null || told.memory_bytes === undefined ? null : bytes(told.memory_bytes), told.memory_growth_per_hour ? `${percent(told.memory_growth_per_hour)} more an hour` : null),
    tile('restarts', told.restarts), tile('queue', told.queue_length), tile('KV cache', told.kv_cache_usage === null || told.kv_cache_usage === undefined ? null : percent(told.kv_cache_usage))),
    told.last_error ? h('p', { class: 'notice' }, shape('warning'), ' ', told.last_error) : null);
}
