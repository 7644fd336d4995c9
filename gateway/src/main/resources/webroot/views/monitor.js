// One monitor: its figures, how they came about, its alerts, and the requests behind them.

import { get, getIfThere, path, query as search, send } from '../js/api.js';
import { addPreset, alertsTable, editAlert, presets } from '../js/alertforms.js';
import { confirm } from '../js/dialogs.js';
import { h, morph } from '../js/dom.js';
import { marks } from '../js/marks.js';
import { badge, button, card, empty, health } from '../js/parts.js';
import { go, href, patch, span } from '../js/router.js';
import { SAMPLE_FILTERS, samplesFilter, samplesTable } from '../js/samplestable.js';
import { monitorSeries } from '../js/series.js';
import { comparisonCard, figures, loadComparison, outwards } from '../js/versionparts.js';
import { limitsOf, versionCharts } from '../js/versioncharts.js';

export const title = ({ segments }) => segments[1];

export async function load({ segments, query }, signal) {
  const name = segments[1];
  const range = span();
  const monitor = await get(path('monitors', name), signal);
  const filter = Object.fromEntries(SAMPLE_FILTERS.slice(2).map((each) => [each, query[each]]));
  const samplesUrl = `/api/v1/samples${search({ model: monitor.model, version: monitor.version, ...filter, limit: 25 })}`;
  const [snapshot, series, { alerts }, { samples }, config, model, events, ready, silences] = await Promise.all([
    get(path('monitors', name, 'snapshot'), signal), monitorSeries(name, range, { histogram: true, signal }),
    get(path('monitors', name, 'alerts'), signal),
    get(samplesUrl, signal),
    getIfThere('/api/v1/config', signal), getIfThere(path('models', monitor.model), signal),
    marks(range, monitor.model, signal), presets(signal), getIfThere('/api/v1/silences', signal)]);
  const other = await loadComparison(monitor.model, query.with, range, signal);
  return { samplesUrl, monitor, snapshot, series, alerts, samples, config, model, events, other, presets: ready, silences };
}

export function mount(root) {
  const head = h('div', { class: 'slot' });
  const tail = h('div', { class: 'slot' });
  const charts = versionCharts();
  const compared = comparisonCard();
  root.append(head, charts.node, compared.node, tail);

  return {
    show(data, { query }) {
      const { monitor, series, alerts, samples } = data;
      const limits = limitsOf(data.config, monitor.model);
      morph(head, header(data), figures(data.snapshot));
      charts.show(series, { limits: withAlerts(limits, alerts), marks: data.events, subject: monitor.name });
      compared.show({ model: monitor.model, version: monitor.version, versions: data.model?.versions ?? [], chosen: query.with, mine: series, other: data.other, marks: data.events });
      morph(tail,
        card('Alerts', {
          aside: monitor.state === 'archived' ? null : [
            data.presets ? button('Add a ready rule', () => addPreset(monitor.name, data.presets), { kind: 'plain' }) : null,
            button('New alert', () => editAlert(monitor.name, null, data.presets !== null))],
        }, alertsTable({
          id: 'a', alerts, withMonitor: false, can: { acknowledge: data.presets !== null, silence: data.silences !== null },
          empty: empty('No alert rule', 'Add one and it is evaluated every second, for example: error rate above 5 % for 5 minutes.'),
        })),
        card('Recent samples', { about: `of ${monitor.model} ${monitor.version}`, aside: h('a', { href: href(['samples'], { model: monitor.model, version: monitor.version }) }, 'All samples') },
          samplesFilter({ query, change: (name, value) => patch({ [name]: value || null }) }),
          samplesTable({ id: 's', asked: data.samplesUrl, samples, withVersion: false })));
    },
    end() {
      charts.end();
      compared.end();
    },
  };
}

// Thresholds of the monitor's own rules stand beside those of health.
function withAlerts(limits, alerts) {
  const of = (metric) => alerts.filter((alert) => alert.metric === metric).map(({ threshold, name, severity }) => ({
    value: threshold, label: name, level: severity === 'critical' || severity === 'page' ? 'critical' : 'warning' }));
  return { errorRate: [...limits.errorRate, ...of('error_rate')], p99: [...limits.p99, ...of('p99_latency_ms')] };
}

function header({ monitor, config }) {
  return h('div', { class: 'head' },
    h('div', { class: 'headline' },
      h('h1', {}, monitor.name), badge(monitor.state, monitor.state), health(monitor.health),
      h('p', { class: 'quiet' }, h('a', { href: href(['models', monitor.model, monitor.version]) }, `${monitor.model} ${monitor.version}`), ` · window ${monitor.window}${monitor.owner ? ` · owned by ${monitor.owner}` : ''}${monitor.origin === 'config' ? ' · from the file' : ''}`),
      monitor.description ? h('p', { class: 'quiet' }, monitor.description) : null),
    h('div', { class: 'buttons' },
      outwards(config, monitor.model, monitor.version, monitor.health, monitor.runbook),
      actions(monitor)));
}

function actions(monitor) {
  const act = (name, words) => confirm({
    ...words,
    run: async () => {
      await (name === 'delete' ? send('DELETE', path('monitors', monitor.name)) : send('POST', path('monitors', monitor.name, name), {}));
      if (name === 'delete') {
        go(['monitors']);
      }
      dispatchEvent(new Event('igw-refresh'));
    },
  });
  const pause = () => act('pause', { title: `Pause ${monitor.name}?`, consequence: 'Its figures stay as they are now until you resume it. Its alerts are not evaluated meanwhile.', action: 'Pause' });
  const resume = () => act('resume', { title: `Resume ${monitor.name}?`, consequence: 'Its figures follow the window again, over what was recorded meanwhile.', action: 'Resume' });
  const archive = () => act('archive', { title: `Archive ${monitor.name}?`, consequence: 'It is hidden from lists and takes no new snapshots. Its history stays, and nothing is lost.', action: 'Archive', danger: true });
  const unarchive = () => act('unarchive', { title: `Bring ${monitor.name} back?`, consequence: 'It is active again and shown in lists.', action: 'Unarchive' });
  const remove = () => act('delete', { title: `Delete ${monitor.name}?`, consequence: 'The monitor and its alert rules are gone. The version’s own history stays.', action: 'Delete', danger: true });
  return [
    monitor.state === 'active' ? button('Pause', pause) : monitor.state === 'paused' ? button('Resume', resume) : button('Unarchive', unarchive),
    monitor.state === 'archived' ? null : button('Archive', archive, { kind: 'danger' }),
    monitor.origin === 'config' ? null : button('Delete', remove, { kind: 'danger' }),
  ];
}
