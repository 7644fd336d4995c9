// @ts-check
// Panels that stand on more than one board.

import { AVAILABLE, CPU, ERRORS, LATENCY } from './limits.mjs';
import { endpointsBoard, rolloutPage, runbook, versionPage } from './links.mjs';
import { stat, table, texts, timeline, timeseries } from './panels.mjs';
import { errors, latency, PHASES, resources, rollouts, traffic, versions } from './queries.mjs';

const OF_VERSION = [versionPage(), endpointsBoard()];
export const VERSION = '{{model}} v{{version}}';

export const requestRate = stat({
  title: 'Requests', unit: 'reqps', decimals: 1, query: [traffic.perSecond], noValue: 'none',
  description: 'Requests a second that callers sent and that have ended, over all chosen versions. Worry when it falls to nothing while callers should be at work, or leaps without a reason.',
  runbooks: [runbook('no-predictions'), runbook('low-traffic')],
});

/** @param {50 | 95 | 99} percentile @param {import('./grafana.d.ts').Thresholds} thresholds @param {string} who */
const percentile = (percentile, thresholds, who) => stat({
  title: `P${percentile}`, unit: 's', thresholds, query: [latency.all(percentile / 100)], noValue: 'no requests',
  description: `${who} From the first byte of the request to the last byte of the answer.`,
  runbooks: [runbook('high-latency')],
});

export const p50 = percentile(50, LATENCY.p50, 'Half of all callers wait less than this: the usual experience. Target: below 100 ms.');
export const p95 = percentile(95, LATENCY.p95, 'One caller in twenty waits longer than this. Target: below 300 ms; an alert at 500 ms.');
export const p99 = percentile(99, LATENCY.p99, 'One caller in a hundred waits longer than this: the slow end. Target: below 500 ms; critical from 1 s.');

export const errorRate = stat({
  title: 'Error rate', unit: 'percentunit', decimals: 2, thresholds: ERRORS, query: [errors.callers], noValue: 'no requests',
  description: 'The share of requests that callers saw fail: 4xx of the kinds 400, 402 to 406, 408 and 429, and all of 5xx. Target: below 1 %; a warning from 5 %, critical from 10 %.',
  runbooks: [runbook('high-error-rate')],
});

export const upstreamsUp = stat({
  title: 'Upstreams in service', unit: 'percentunit', decimals: 0, thresholds: AVAILABLE, query: [resources.upstreamsUp],
  description: 'The share of the replicas that get traffic: not ejected for failing, and passing their checks. Worry below 100 % when nobody is deploying.',
  runbooks: [runbook('upstream-unhealthy'), runbook('no-upstreams')],
});

export const trafficByVersion = timeseries({
  title: 'Traffic by version', unit: 'reqps', stacked: true, links: OF_VERSION, queries: [[traffic.perSecondByVersion, VERSION]],
  description: 'Who serves how much. A band that vanishes is a version that gets no traffic any more; a new one is a rollout or callers that pin a version.',
});

export const errorsByVersion = timeseries({
  title: 'Error rate by version', unit: 'percentunit', thresholds: ERRORS, line: true, links: OF_VERSION, queries: [[errors.callersByVersion, VERSION]],
  description: 'What callers saw fail, for each version. One line above the others: that version. All lines up at once: callers, the network, or what all versions depend on.',
  runbooks: [runbook('high-error-rate')],
});

export const versionErrors = timeseries({
  title: 'Errors of the versions themselves', unit: 'percentunit', thresholds: ERRORS, line: true, links: OF_VERSION, queries: [[errors.versions, VERSION]],
  description: 'Only what a version did wrong: 5xx, resets, timeouts. This is what a rollout is judged by. If callers see errors and this line is flat, look at the callers.',
  runbooks: [runbook('inference-errors')],
});

export const p95ByVersion = timeseries({
  title: 'P95 by version', unit: 's', thresholds: LATENCY.p95, line: true, links: OF_VERSION, queries: [[latency.byVersion(0.95), VERSION]],
  description: 'A regression of one version stands out against the others here. Target: below 300 ms.',
  runbooks: [runbook('slow-predictions')],
});

export const weights = timeseries({
  title: 'Traffic weights', unit: 'percentunit', steps: true, max: 1, links: [rolloutPage()], queries: [[versions.weight, VERSION]],
  description: 'The share of a model’s unpinned traffic that each version is meant to get. A rollout climbs in steps; a rollback falls to zero at once.',
});

/** @type {Record<string, [string, string]>} */
const HEALTH = { 0: ['healthy', 'green'], 1: ['warning', 'orange'], 2: ['critical', 'red'] };

/** @type {import('./grafana.d.ts').Mapping} */
const UNKNOWN = { type: 'special', options: { match: 'nan', result: { text: 'unknown', color: '#8e8e8e', index: 3 } } };

export const versionTable = table({
  title: 'Versions', sort: 'Requests', keys: { model: 'Model', version: 'Version' },
  keyLinks: [versionPage('${__data.fields.Model}', '${__data.fields.Version}'), endpointsBoard('${__data.fields.Model}', '${__data.fields.Version}')],
  description: 'All chosen versions side by side, as they are now. Click a model for the version’s page in the console or its own board. Health is judged over five minutes: a warning from 5 % errors or a P99 of 500 ms, critical from 10 % or 1 s.',
  columns: [
    { title: 'Health', expr: versions.health, unit: 'none', mappings: [texts(HEALTH), UNKNOWN], filled: true },
    { title: 'Weight', expr: versions.weight, unit: 'percentunit', decimals: 0, bar: true },
    { title: 'Requests', expr: traffic.recordedByVersion, unit: 'reqps', decimals: 1 },
    { title: 'Errors', expr: errors.recorded, unit: 'percentunit', decimals: 2, thresholds: ERRORS },
    { title: 'P50', expr: latency.recorded(50), unit: 's', thresholds: LATENCY.p50 },
    { title: 'P95', expr: latency.recorded(95), unit: 's', thresholds: LATENCY.p95 },
    { title: 'P99', expr: latency.recorded(99), unit: 's', thresholds: LATENCY.p99 },
    { title: 'In flight', expr: traffic.inFlightByVersion, unit: 'short', decimals: 0 },
    { title: 'CPU', expr: resources.cpu, unit: 'percentunit', decimals: 0, thresholds: CPU },
    { title: 'Memory', expr: resources.memory, unit: 'bytes', decimals: 0 },
  ],
});

export const cpu = timeseries({
  title: 'CPU', unit: 'percentunit', thresholds: CPU, line: true, links: OF_VERSION, queries: [[resources.cpu, VERSION]],
  description: 'What share of their processors a version’s processes use, by their own metrics (`metrics:` of a version). Target: below 80 % for long; an alert at 90 % for ten minutes.',
  runbooks: [runbook('high-cpu')],
});

export const memory = timeseries({
  title: 'Memory', unit: 'bytes', links: OF_VERSION, queries: [[resources.memory, VERSION]],
  description: 'What the largest process of a version holds. It settles once the model is loaded; a line that only climbs is a leak, a sudden fall a restart.',
  runbooks: [runbook('memory-leak')],
});

const PHASE_COLOURS = ['#8e8e8e', 'blue', 'yellow', 'blue', 'green', 'orange', 'red'];

export const phases = timeline({
  title: 'Phase of each rollout', unit: 'none', links: [rolloutPage()], query: [rollouts.phase, '{{model}}'],
  mappings: [texts(Object.fromEntries(PHASES.map((phase, place) => [place, [phase.replace('_', ' '), PHASE_COLOURS[place] ?? 'blue']])))],
  description: 'Which phase a model’s current or last rollout was in, and when. Worry about a long `paused`: somebody has to decide.',
});

export const rollbacks = stat({
  title: 'Rollbacks', unit: 'short', decimals: 0, instant: true, query: [rollouts.rollbacks], noValue: '0',
  thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }, { color: 'orange', value: 1 }] },
  description: 'How many rollouts the gateway or an operator has rolled back since it first counted. The reasons are on the Rollouts board.',
});
