// @ts-check
import { board, line } from './board.mjs';
import { ANY, BURN, CPU, DRIFT, ERRORS, LATENCY, MISSING } from './limits.mjs';
import { ADMIN, endpointsBoard, runbook, RUNBOOKS } from './links.mjs';
import { gauge, heatmap, stat, table, texts, timeseries } from './panels.mjs';
import { errors, gateway, latency, objectives, quality, traffic, versions } from './queries.mjs';
import { errorRate, errorsByVersion, p95, p95ByVersion, phases, requestRate, rollbacks, trafficByVersion, upstreamsUp, weights } from './shared.mjs';

const firing = stat({
  title: 'Alerts firing', unit: 'short', decimals: 0, thresholds: ANY, instant: true, filled: true, query: [objectives.firing],
  description: 'How many of the shipped alerts fire for the chosen models, and for the gateway as a whole. The table below names them.',
});

const burn = gauge({
  title: 'Error budget burn', unit: 'short', decimals: 1, min: 0, max: 20, thresholds: BURN, query: [objectives.burn], noValue: 'no hour yet',
  description: 'How fast the budget of the availability objective (99.9 % in 30 days) is used, by the last hour and the worst model: 1 is just sustainable, 14.4 spends a month in two days and pages.',
  runbooks: [runbook('slo-budget-burns')],
});

const outcomes = timeseries({
  title: 'How requests end', unit: 'reqps', stacked: true, fixed: ['ok'], queries: [[traffic.byOutcome, '{{outcome}}']],
  description: 'Every request ends in one of these ways. `shed` and `rate_limited` are the gateway protecting itself, `upstream_…` and `timeout_…` the models, `client_…` the callers.',
});

const p95Now = timeseries({
  title: 'P95 against its target', unit: 's', thresholds: LATENCY.p95, line: true, queries: [[latency.all(0.95), 'P95']],
  description: 'Over all chosen versions. The dashed lines are the target of 300 ms and the 500 ms of the alert.',
  runbooks: [runbook('slow-predictions')],
});

const errorsNow = timeseries({
  title: 'Error rate', unit: 'percentunit', thresholds: ERRORS, line: true, queries: [[errors.callers, 'seen by callers']],
  description: 'Over all chosen versions. The dashed lines are the target of 1 %, and the 5 % and 10 % of warning and critical.',
  runbooks: [runbook('high-error-rate')],
});

const routes = table({
  title: 'Busiest routes', sort: 'Requests', keys: { model_name: 'Model', model_version: 'Version', route: 'Route' },
  keyLinks: [endpointsBoard('${__data.fields.Model}', '${__data.fields.Version}')],
  description: 'Each operation of each version, over five minutes. A single route that is slow or failing is a kind of input, not the version as a whole.',
  columns: [
    { title: 'Requests', expr: traffic.byRoute, unit: 'reqps', decimals: 1 },
    { title: 'Errors', expr: errors.recordedByRoute, unit: 'percentunit', decimals: 2, thresholds: ERRORS },
    { title: 'P95', expr: latency.recordedByRoute, unit: 's', thresholds: LATENCY.p95 },
  ],
});

const driftScores = timeseries({
  title: 'Drift score by feature', unit: 'short', decimals: 2, thresholds: DRIFT, line: true, queries: [[quality.drift, '{{model_name}} {{feature_name}}']],
  description: 'How far each feature’s distribution has moved from its reference. Above 0.15 it counts as drifted. Drift is a ticket, not a page: look for a source that changed.',
  runbooks: [runbook('drift-on-critical-feature')],
});

const drifted = stat({
  title: 'Features in drift', unit: 'short', decimals: 0, thresholds: ANY, query: [quality.drifted], noValue: 'not watched',
  description: 'How many features of the chosen models are beyond their limit now.',
  runbooks: [runbook('drift-on-critical-feature')],
});

const shift = stat({
  title: 'Prediction moved in a day', unit: 'short', decimals: 2, query: [quality.medianShift], noValue: 'no day yet',
  thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }, { color: 'orange', value: 0.2 }] },
  description: 'How far the median prediction is from where it was at this hour yesterday, the largest of the chosen versions. Beyond 0.20 there is a ticket.',
  runbooks: [runbook('prediction-shift')],
});

const missing = timeseries({
  title: 'Missing features', unit: 'percentunit', thresholds: MISSING, line: true, queries: [[quality.missing, '{{model_name}} {{feature_name}}']],
  description: 'The share of requests without a feature. Above 5 % find the source that stopped delivering.',
  runbooks: [runbook('missing-features')],
});

const medians = timeseries({
  title: 'Median prediction, and yesterday’s', unit: 'short', decimals: 2, dashed: ['.*yesterday'],
  queries: [[quality.median, '{{model_name}} v{{model_version}}'], [quality.medianYesterday, '{{model_name}} v{{model_version}} yesterday']],
  description: 'The middle of what each version predicts, with the same hour of yesterday dashed. A gap of 0.20 for half an hour is a ticket.',
  runbooks: [runbook('prediction-shift')],
});

const scores = heatmap({
  title: 'Prediction scores', unit: 'short', query: quality.scores,
  description: 'Which scores were given how often. A second band, or a band that wanders, is a change of the inputs or of the version.',
});

const alerts = table({
  title: 'Alerts', sort: 'State', keys: { alertname: 'Alert', severity: 'Severity', model: 'Model', version: 'Version', owner: 'Owner', runbook: 'Runbook' },
  keyShown: { Runbook: {
    mappings: [texts(Object.fromEntries(Object.entries(RUNBOOKS).map(([alert, name]) => [alert, [name, 'text']])))],
    links: [{ title: 'What to do about this alert', url: `${ADMIN}/runbooks/\${__value.text}?model=\${__data.fields.Model}&version=\${__data.fields.Version}`, targetBlank: true }],
  } },
  description: 'Alerts that fire or are about to, with who owns them and what to do, filled in for the model and version. Empty is good.', noValue: '–',
  columns: [{ title: 'State', expr: objectives.alerts, unit: 'none', mappings: [texts({ 1: ['pending', 'yellow'], 2: ['firing', 'red'] })], filled: true }],
});

const info = table({
  title: 'Versions that are configured', sort: 'Model', sortUp: true, keys: { model_name: 'Model', model_version: 'Version', framework: 'Framework' },
  description: 'What the gateway could send traffic to now. A version that is new here was deployed by the latest reload.',
  columns: [{ title: 'Configured', expr: versions.info, unit: 'none', mappings: [texts({ 1: ['yes', 'green'] })] }],
});

const sinceReload = stat({
  title: 'Since the last reload', unit: 's', decimals: 0, instant: true, query: [gateway.sinceReload],
  description: 'How long ago a gateway last took up its configuration. If trouble began just then, look at what was changed.',
});

const uptime = stat({
  title: 'Since a gateway’s start', unit: 's', decimals: 0, instant: true, query: [gateway.uptime],
  description: 'How long the youngest gateway process has run. A short time that no deployment explains is a crash.',
});

const gatewayCpu = stat({
  title: 'CPU of the gateway', unit: 'percentunit', decimals: 0, thresholds: CPU, query: [gateway.cpu],
  description: 'The share of the machine’s processors that the gateway uses. Near 100 % it is the gateway that is slow, not the models.',
});

export const triage = board({
  uid: 'igw-triage', title: 'Triage', from: 'now-30m', refresh: '10s',
  description: 'Four questions in the order in which they are asked when something is wrong: is the service healthy, which model or version is it, is the input changing, what changed recently?',
  sections: [
    { title: '1 · Is the service healthy?', lines: [
      line(4, [requestRate, 4], [p95, 4], [errorRate, 4], [upstreamsUp, 4], [burn, 4], [firing, 4]),
      line(7, [outcomes, 8], [p95Now, 8], [errorsNow, 8]),
    ] },
    { title: '2 · Which model or version?', lines: [
      line(7, [trafficByVersion, 8], [p95ByVersion, 8], [errorsByVersion, 8]),
      line(8, [routes, 11], [alerts, 13]),
    ] },
    { title: '3 · Is the input data changing?', lines: [
      line(7, [driftScores, 8], [missing, 8], [medians, 8]),
      line(7, [scores, 16], [drifted, 4], [shift, 4]),
    ] },
    { title: '4 · What changed recently?', lines: [
      line(7, [weights, 8], [phases, 10], [info, 6]),
      line(4, [rollbacks, 6], [sinceReload, 6], [uptime, 6], [gatewayCpu, 6]),
    ] },
  ],
});
