// Alert rules and silences: their forms and what can be done to them.

import { getIfThere, path, send } from './api.js';
import { confirm, form } from './dialogs.js';
import { h } from './dom.js';
import { metricName, metricUnit, metricValue } from './format.js';
import { alertLevel } from './notifications.js';
import { badge, button, health, safeLink, time } from './parts.js';
import { href } from './router.js';
import { table } from './table.js';

const refreshed = () => dispatchEvent(new Event('igw-refresh'));
const METRICS = ['error_rate', 'traffic_error_rate', 'p50_latency_ms', 'p90_latency_ms', 'p95_latency_ms', 'p99_latency_ms', 'request_rate'];
const SEVERITIES = ['info', 'ticket', 'warning', 'critical', 'page'];
const DURATIONS = ['30m', '1h', '4h', '12h', '1d', '7d'];
// Those of gateways that have presets as well.
const MORE_METRICS = ['success_rate', 'requests_per_minute', 'no_requests', 'cpu_utilization', 'memory_growth_per_hour', 'feature_drift_detected', 'feature_missing_ratio', 'prediction_median_shift_24h'];
const isFraction = (metric) => metricUnit(metric) === '%';
const typed = (metric, value) => (isFraction(metric) ? Number((value * 100).toPrecision(10)) : value);
const meant = (metric, text) => Number(text) / (isFraction(metric) ? 100 : 1);

const rulePath = ({ monitor, name }, ...more) => path('monitors', monitor, 'alerts', name, ...more);

// A threshold is typed as it is read: 5 for 5 %, 500 for 500 ms.
export function editAlert(monitor, alert, hasMore = alert?.clear !== undefined) {
  const known = hasMore ? [...METRICS, ...MORE_METRICS] : METRICS;
  const metrics = alert && !known.includes(alert.metric) ? [alert.metric, ...known] : known;
  const fields = [
    alert ? null : { name: 'name', label: 'Name', pattern: '[A-Za-z0-9._\\-]{1,64}', placeholder: 'high-error-rate', hint: 'Letters, digits, dot, dash, underscore' },
    { name: 'metric', label: 'Metric', value: alert?.metric ?? 'error_rate', options: metrics.map((metric) => ({ value: metric, text: [metricName(metric), metricUnit(metric)].filter(Boolean).join(', ') })) },
    { name: 'comparison', label: 'Fires when it is', value: alert?.comparison ?? 'above', options: ['above', 'below'] },
    { name: 'threshold', label: 'Threshold', type: 'number', min: 0, step: 'any', value: alert ? typed(alert.metric, alert.threshold) : 5, hint: 'In the metric’s unit: 5 means 5 %, 5 ms or 5 req/s' },
    { name: 'for', label: 'For at least', value: alert?.for ?? '5m', pattern: '\\d+(ms|s|m|h|d)', hint: 'Such as 30s, 5m, 1h' },
    hasMore ? { name: 'clear', label: 'Ends when it is back to', type: 'number', min: 0, step: 'any', optional: true, value: alert && alert.clear !== alert.threshold ? typed(alert.metric, alert.clear) : '', hint: 'Empty: the threshold itself' } : null,
    { name: 'severity', label: 'Severity', value: alert?.severity ?? 'warning', options: SEVERITIES.includes(alert?.severity ?? 'warning') ? SEVERITIES : [alert.severity, ...SEVERITIES] },
  ].filter(Boolean);
  return form({
    title: alert ? `Change ${alert.name}` : `New alert of ${monitor}`,
    action: alert ? 'Save' : 'Create',
    fields,
    run: async (values) => {
      const { metric, comparison, severity } = values;
      const body = { metric, comparison, threshold: meant(metric, values.threshold), for: values.for, severity, ...(values.clear ? { clear: meant(metric, values.clear) } : {}) };
      await (alert ? send('PUT', rulePath(alert), { ...kept(alert), ...body }) : send('POST', path('monitors', monitor, 'alerts'), { name: values.name, ...body }));
      refreshed();
    },
  });
}

// What the form does not ask stays as it was.
const KEPT = ['window', 'clear_for', 'no_data', 'min_requests', 'owner', 'summary', 'mitigation', 'runbook', 'repeat'];
const kept = (alert) => Object.fromEntries(KEPT.filter((name) => alert[name] !== undefined && alert[name] !== null && alert[name] !== '').map((name) => [name, alert[name]]));

// Null where the gateway ships none.
export const presets = async (signal) => (await getIfThere('/api/v1/alerts/presets', signal))?.presets ?? null;

export function addPreset(monitor, all) {
  return form({
    title: `Add a ready rule to ${monitor}`,
    lead: 'Rules that teams with such models use. Each can be changed afterwards.',
    action: 'Add',
    wide: true,
    fields: [{
      name: 'preset', label: 'Rule', options: all.map((each) => ({
        value: each.name, text: `${each.name}: ${metricName(each.metric)} ${each.comparison} ${metricValue(each.metric, each.threshold)} for ${each.for} (${each.severity})`,
      })),
    }],
    run: async ({ preset }) => {
      await send('POST', path('monitors', monitor, 'alerts'), { preset });
      refreshed();
    },
  });
}

function removeAlert(alert) {
  return confirm({
    title: `Delete ${alert.name}?`, consequence: `${alert.monitor} is no longer watched by this rule. Notifications of the past stay.`, action: 'Delete', danger: true,
    run: async () => {
      await send('DELETE', rulePath(alert));
      refreshed();
    },
  });
}

function acknowledge(alert) {
  return confirm({
    title: `Acknowledge ${alert.name}?`, consequence: 'Others see that you are on it. It goes on firing until the figures are back.', action: 'Acknowledge', reason: true,
    run: async ({ reason }) => {
      await send('POST', rulePath(alert, 'acknowledge'), { actor: 'console', reason });
      refreshed();
    },
  });
}

const MATCHED = ['monitor', 'rule', 'model', 'severity', 'owner'];

// Of whatever the form names; what is left empty may be anything.
export function newSilence() {
  return form({
    title: 'New silence', lead: 'Nothing is sent for alerts that match all of it, while it lasts. State and history go on.', action: 'Silence', wide: true,
    fields: [
      ...MATCHED.map((name) => ({ name, label: `With this ${name}`, optional: true, placeholder: 'any' })),
      { name: 'for', label: 'For', value: '1h', options: DURATIONS },
      { name: 'reason', label: 'Reason', maxlength: 500, placeholder: 'deploy of the feature store' },
    ],
    run: async (values) => {
      const matchers = Object.fromEntries(MATCHED.filter((name) => values[name]).map((name) => [name, values[name]]));
      await send('POST', '/api/v1/silences', { matchers, for: values.for, reason: values.reason, actor: 'console' });
      refreshed();
    },
  });
}

export function silence(matchers, what) {
  return form({
    title: `Silence ${what}`, lead: 'Nothing is sent while it lasts. State and history go on.', action: 'Silence',
    fields: [
      { name: 'for', label: 'For', value: '1h', options: DURATIONS },
      { name: 'reason', label: 'Reason', maxlength: 500, placeholder: 'deploy of the feature store' },
    ],
    run: async (values) => {
      await send('POST', '/api/v1/silences', { matchers, ...values, actor: 'console' });
      refreshed();
    },
  });
}

// can: what the gateway knows to do, { acknowledge, silence }.
export function alertsTable({ id, alerts, withMonitor, can, empty }) {
  return table({
    id, label: 'Alert rules', rows: alerts, key: (row) => `${row.monitor}/${row.name}`, filter: withMonitor && alerts.length > 8,
    columns: [
      { id: 'state', text: 'state', value: (row) => row.state, cell: (row) => [health(alertLevel(row), row.state), row.acknowledged ? [' ', h('span', { class: 'badge', title: row.acknowledged.reason }, `seen by ${row.acknowledged.by}`)] : null, row.silenced_by ? [' ', badge('silenced')] : null] },
      { id: 'rule', text: 'rule', value: (row) => row.name, cell: (row) => h('span', { class: 'strong', title: row.summary || null }, row.name) },
      withMonitor ? { id: 'monitor', text: 'monitor', value: (row) => row.monitor, cell: (row) => h('a', { href: href(['monitors', row.monitor]) }, row.monitor) } : null,
      { id: 'condition', text: 'condition', value: (row) => `${metricName(row.metric)} ${row.comparison} ${metricValue(row.metric, row.threshold)} for ${row.for}`, cell: (row) => `${metricName(row.metric)} ${row.comparison} ${metricValue(row.metric, row.threshold)} for ${row.for}` },
      { id: 'value', text: 'now', numeric: true, value: (row) => row.value, cell: (row) => metricValue(row.metric, row.value) },
      { id: 'severity', text: 'severity', minor: true, value: (row) => row.severity, cell: (row) => badge(row.severity, row.severity) },
      { id: 'since', text: 'since', minor: true, value: (row) => row.since, cell: (row) => time(row.since) },
      { id: 'act', text: '', cell: (row) => h('span', { class: 'row-actions' },
        can.acknowledge && row.state === 'firing' && !row.acknowledged ? button('Acknowledge', () => acknowledge(row), { kind: 'plain' }) : null,
        can.silence && !row.silenced_by ? button('Silence', () => silence({ monitor: row.monitor, rule: row.name }, row.name), { kind: 'plain' }) : null,
        row.runbook ? h('a', { href: safeLink(row.runbook), rel: 'noreferrer', target: '_blank' }, 'Runbook') : null,
        row.origin === 'config' ? badge('from the file') : [
          button('Edit', () => editAlert(row.monitor, row), { kind: 'plain' }), button('Delete', () => removeAlert(row), { kind: 'plain' })]) },
    ].filter(Boolean),
    empty,
  });
}
