// What is wrong, then how every version does.

import { get, getIfThere, path } from '../js/api.js';
import { sparkline } from '../js/sparkline.js';
import { h, morph } from '../js/dom.js';
import { metricName, metricValue, millis, number, percent, rate, words } from '../js/format.js';
import { badge, card, empty, health, severity, shape, shareBar, time, unit } from '../js/parts.js';
import { href, span } from '../js/router.js';
import { allTrends } from '../js/series.js';
import { table } from '../js/table.js';

const TREND_POINTS = 60;
const TREND_KEPT_MILLIS = 10_000;
const DAY_MILLIS = 86_400_000;

export const title = () => 'Overview';

let trends = { at: 0, span: '', of: new Map() };

export async function load(route, signal) {
  const [{ models }, { alerts }, config] = await Promise.all([
    get('/api/v1/models', signal), get('/api/v1/alerts?state=firing', signal), getIfThere(path('config'), signal)]);
  loadTrends(signal);
  return { models, alerts, config };
}

// They come when they come: the page does not wait for them.
function loadTrends(signal) {
  const wanted = span();
  if (trends.span === wanted.label && Date.now() - trends.at < TREND_KEPT_MILLIS) {
    return;
  }
  const before = trends;
  trends = { at: Date.now(), span: wanted.label, of: before.span === wanted.label ? before.of : new Map() };
  allTrends('p99_latency_ms', wanted, { points: TREND_POINTS, signal })
    .then((of) => { trends.of = of; })
    .catch(() => { trends.at = 0; });
}

export function mount(root) {
  return {
    show(data) {
      morph(root, h('h1', {}, 'Overview'), attention(data), versions(data.models));
    },
    end() {},
  };
}

// ---- needs attention ----

function attention(data) {
  const rollouts = rolloutItems(data.models);
  // What a rollout or a rule tells already is told once.
  const told = new Set([...rollouts.map(({ subject }) => subject), ...data.alerts.map(({ model, version }) => `${model} ${version}`)]);
  const others = versionItems(data.models).filter(({ subject }) => !told.has(subject));
  const items = [...rollouts, ...alertItems(data.alerts), ...others, ...gatewayItems(data.config)]
    .sort((a, b) => rank(a.level) - rank(b.level));
  return card('Needs attention', { class: items.length > 0 ? `attention ${items[0].level}` : 'attention calm', about: items.length > 0 ? `${items.length}` : null },
    items.length === 0
      ? h('p', { class: 'all-well' }, shape('healthy'), ' Nothing. No version is off its limits, no alert fires, no rollout waits for you.')
      : h('ul', { class: 'items' }, items.map((item) => h('li', { 'data-key': item.key },
        health(item.level), h('strong', {}, item.subject), h('span', { class: 'what' }, item.what, item.since ? [' ', h('span', { class: 'quiet' }, time(item.since))] : null),
        h('a', { href: item.href }, item.action)))));
}

const rank = (level) => ['critical', 'warning', 'unknown'].indexOf(level);

function rolloutItems(models) {
  return models.flatMap(({ id, rollout, waiting }) => {
    if (waiting) {
      return [{ key: `waiting-${id}`, level: 'warning', subject: `${id} ${waiting.version}`, what: `its rollout waits: ${waiting.reason}`, href: href(['rollouts', id]), action: 'Rollout' }];
    }
    if (!rollout) {
      return [];
    }
    const last = rollout.history?.[rollout.history.length - 1];
    const since = last?.time ?? rollout.started_at;
    const key = `rollout-${id}`;
    const link = { subject: `${id} ${rollout.canary}`, href: href(['rollouts', id]), action: 'Rollout', since, key };
    if (rollout.phase === 'rolled_back' || rollout.phase === 'rolling_back') {
      return Date.now() - new Date(since) > DAY_MILLIS ? [] : [{ ...link, level: 'critical', what: `${words(rollout.phase)} · ${rollout.reason}` }];
    }
    return rollout.phase === 'paused' ? [{ ...link, level: 'warning', what: `paused at ${rollout.weight} · ${rollout.reason || 'waits for an operator'}` }] : [];
  });
}

function alertItems(alerts) {
  return alerts.filter((alert) => !alert.silenced_by).map((alert) => ({
    key: `alert-${alert.monitor}-${alert.name}`, level: severity(alert.severity), subject: alert.monitor,
    what: `${alert.name}: ${metricName(alert.metric)} ${metricValue(alert.metric, alert.value)} ${alert.comparison} ${metricValue(alert.metric, alert.threshold)}${alert.acknowledged ? `, seen by ${alert.acknowledged.by}` : ''}`,
    since: alert.since, href: href(['monitors', alert.monitor]), action: 'Monitor',
  }));
}

function versionItems(models) {
  return models.flatMap(({ id, versions: all }) => all.filter(({ health: how }) => how === 'warning' || how === 'critical').map((version) => {
    const figures = version.windows['5m'];
    return {
      key: `version-${id}-${version.version}`, level: version.health, subject: `${id} ${version.version}`,
      what: `${percent(figures.error_rate)} errors, p99 ${millis(figures.p99_latency_ms)} ms in ${number(figures.total_requests)} requests of the last 5 minutes`,
      href: href(['models', id, version.version]), action: 'Version',
    };
  }));
}

function gatewayItems(config) {
  const items = [];
  if (config?.last_reload?.applied === false) {
    items.push({ key: 'reload', level: 'warning', subject: 'configuration', what: `${config.last_reload.problems.length} problems: the file was not applied, the one of before serves on`, since: config.last_reload.time, href: href(['config']), action: 'Config' });
  }
  if (config?.state?.well === false) {
    items.push({ key: 'state', level: 'warning', subject: 'storage', what: `${config.state.fault ?? 'fails'}; ${config.state.waiting} writes wait in memory, traffic goes on`, href: href(['config']), action: 'Config' });
  }
  if (config?.state?.damaged_file) {
    items.push({ key: 'damaged', level: 'warning', subject: 'storage', what: 'began without its state: the file was damaged and moved aside', href: href(['config']), action: 'Config' });
  }
  return items;
}

// ---- models and versions ----

function versions(models) {
  const rows = models.flatMap((model) => model.versions.map((version, index) => ({ ...version, model: model.id, role: roleOf(model, version), first: index === 0, five: version.windows['5m'] })));
  return card('Models and versions', { about: 'figures of the last 5 minutes, rate of the last 30 seconds' }, table({
    id: 'v', label: 'Models and versions', rows, filter: rows.length > 8,
    key: (row) => `${row.model}-${row.version}`, rowClass: (row) => (row.first ? 'first' : null),
    columns: [
      { id: 'model', text: 'model', value: (row) => row.model, cell: (row) => h('a', { class: 'strong', href: href(['models', row.model, row.version]), 'aria-label': `${row.model} ${row.version}` }, row.model) },
      { id: 'version', text: 'version', value: (row) => row.version, cell: (row) => [h('span', { class: 'version' }, row.version), ' ', badge(row.role, `${row.role === 'rolled back' ? 'critical' : row.role} minor`)] },
      { id: 'health', text: 'health', value: (row) => row.health, cell: (row) => health(row.health) },
      { id: 'traffic', text: 'traffic', minor: true, value: (row) => Number.parseFloat(row.weight), cell: (row) => shareBar(row.weight, row.role) },
      { id: 'rate', text: 'req/s', numeric: true, minor: true, value: (row) => row.recent?.request_rate, cell: (row) => rate(row.recent?.request_rate) },
      { id: 'errors', text: 'errors', numeric: true, value: (row) => (row.five.total_requests ? row.five.error_rate : null), cell: (row) => h('span', { class: errorLevel(row) }, row.five.total_requests ? percent(row.five.error_rate) : '–') },
      { id: 'p50', text: 'p50', numeric: true, minor: true, value: (row) => row.five.p50_latency_ms, cell: (row) => unit(millis(row.five.p50_latency_ms), 'ms') },
      { id: 'p95', text: 'p95', numeric: true, minor: true, value: (row) => row.five.p95_latency_ms, cell: (row) => unit(millis(row.five.p95_latency_ms), 'ms') },
      { id: 'p99', text: 'p99', numeric: true, value: (row) => row.five.p99_latency_ms, cell: (row) => unit(millis(row.five.p99_latency_ms), 'ms') },
      { id: 'trend', text: `p99, ${span().label}`, minor: true, fixed: true, cell: (row) => sparkline(trends.of.get(`${row.model} ${row.version}`) ?? [], row.health === 'critical' || row.health === 'warning' ? row.health : 'accent', `p99 of ${row.model} ${row.version} over the last ${span().label}`) },
    ],
    empty: empty('No model is configured', 'Name one under models: in the configuration file, then check it:', 'bin/igw check gateway.yaml'),
  }));
}

// A version that was taken back is not merely there to be asked for by number.
const roleOf = ({ rollout }, { role, version }) => (rollout?.phase === 'rolled_back' && rollout.canary === version && role === 'pinned' ? 'rolled back' : role);

const errorLevel = (row) => (row.five.total_requests && row.health !== 'healthy' && row.five.error_rate > 0.01 ? row.health : null);
