// @ts-check
import { board, line } from './board.mjs';
import { CPU, FULL, HEADROOM, LATENCY, PLAIN } from './limits.mjs';
import { endpointsBoard, runbook } from './links.mjs';
import { gauge, stat, table, timeseries } from './panels.mjs';
import { capacity as queries, gateway, latency, resources, traffic } from './queries.mjs';
import { cpu, memory, VERSION } from './shared.mjs';

const aDay = stat({
  title: 'Requests a day', unit: 'short', decimals: 1, query: [queries.requestsADay],
  description: 'How many requests the last 24 hours brought, at each moment. What a bill or a quota is made of.',
});

const weekOnWeek = stat({
  title: 'Against a week ago', unit: 'percentunit', decimals: 0, min: -1, thresholds: PLAIN, instant: true, query: [queries.weekOnWeek], noValue: 'no week yet',
  description: 'How the last 24 hours compare with the same 24 hours a week before. Growth that goes on for weeks needs machines before it needs alerts.',
});

const peak = stat({
  title: 'Peak of the week', unit: 'reqps', decimals: 0, instant: true, query: [queries.peak],
  description: 'The busiest five minutes of the last seven days. Capacity is planned for this, not for the mean.',
});

const inAMonth = stat({
  title: 'In 30 days', unit: 'reqps', decimals: 0, instant: true, query: [queries.inAMonth], noValue: 'no trend yet',
  description: 'The mean rate in 30 days if the growth from the week before to the last seven days goes on. No seasons, no campaigns: a hint for planning, no promise.',
});

const headroom = gauge({
  title: 'Headroom', unit: 'percentunit', decimals: 0, min: 0, max: 1, thresholds: HEADROOM, query: [queries.headroom], noValue: 'not watched',
  description: 'What is left to 80 % of the processors at the busiest moment of the last hour, of the chosen version that has least. Below 30 % add replicas, below 10 % at once.',
  runbooks: [runbook('high-cpu')],
});

const volume = timeseries({
  title: 'Volume', unit: 'reqps', dashed: ['last week'], fixed: ['last week'], queries: [[queries.total, 'now'], [queries.lastWeek, 'last week']],
  description: 'Requests a second over the long run, with the week before dashed. Look for growth, and for the hour of the peak.',
});

const byModel = timeseries({
  title: 'Volume by model', unit: 'reqps', stacked: true, queries: [[queries.rate, '{{model}}']],
  description: 'Which model grows. A model whose band narrows without a plan has lost callers.',
});

const percentiles = timeseries({
  title: 'Latency over the long run', unit: 's', thresholds: LATENCY.p99, line: true, fixed: ['P50', 'P95', 'P99'],
  queries: [[`max(${latency.recorded(50)})`, 'P50'], [`max(${latency.recorded(95)})`, 'P95'], [`max(${latency.recorded(99)})`, 'P99']],
  description: 'The slowest chosen version at each moment, from recorded series. Latency that climbs with the volume is saturation; that climbs without it, a regression.',
  runbooks: [runbook('high-latency')],
});

const inFlight = timeseries({
  title: 'In flight', unit: 'short', decimals: 0, stacked: true, queries: [[traffic.inFlightByVersion, VERSION]],
  description: 'Requests that have begun and not ended: rate times latency. A plateau is a limit that is reached.',
});

const queues = timeseries({
  title: 'Queue depth', unit: 'short', decimals: 0,
  queries: [[resources.queueDepth, `${VERSION} in the gateway`], [resources.upstreamQueue, `${VERSION} in its servers`]],
  description: 'Requests that wait for a free place, here and in the model servers that tell. A queue that stands is saturation: 503 follow.',
  runbooks: [runbook('queue-filling')],
});

const kvCache = timeseries({
  title: 'KV cache', unit: 'percentunit', max: 1, thresholds: FULL, line: true, queries: [[resources.kvCache, VERSION]], noValue: 'no generative model',
  description: 'How full the fullest KV cache of a generative model is. Near 100 % requests wait, or are cut short.',
});

const limitUsed = timeseries({
  title: 'Adaptive limit in use', unit: 'percentunit', thresholds: FULL, line: true, queries: [[queries.limitUsed, '{{model}}']], noValue: 'no adaptive limit',
  description: 'Requests in flight as a share of what `limits.adaptive` lets in just now. At 100 % the rest waits or is shed.',
  runbooks: [runbook('shedding')],
});

const gatewayItself = timeseries({
  title: 'The gateway itself', unit: 'percentunit', max: 1, thresholds: FULL, line: true,
  queries: [[gateway.cpu, 'processors'], [gateway.heap, 'heap'], [gateway.files, 'open files']],
  description: 'Shares of what each gateway process has. The heap saws up and down; its floor is what matters. Open files near 100 % refuse callers.',
});

const connections = timeseries({
  title: 'Connections of callers', unit: 'short', decimals: 0, stacked: true, queries: [[gateway.connections, '{{state}}']],
  description: 'Connections to the gateway by what they do. Many that wait are callers that keep them open, which costs little.',
});

const plan = table({
  title: 'How far each version goes', sort: 'Busiest CPU', keys: { model: 'Model', version: 'Version' },
  keyLinks: [endpointsBoard('${__data.fields.Model}', '${__data.fields.Version}')],
  description: 'What each version serves, what it served at its peak, and what it could serve at 80 % CPU if a request goes on costing what it costs now. Too little traffic makes the last figures rough.',
  columns: [
    { title: 'Now', expr: traffic.recordedByVersion, unit: 'reqps', decimals: 1 },
    { title: 'Peak of the week', expr: queries.peakByVersion, unit: 'reqps', decimals: 1 },
    { title: 'At 80 % CPU', expr: queries.limitByVersion, unit: 'reqps', decimals: 0 },
    { title: 'CPU now', expr: resources.cpu, unit: 'percentunit', decimals: 0, thresholds: CPU },
    { title: 'Busiest CPU', expr: queries.cpuPeak, unit: 'percentunit', decimals: 0, thresholds: CPU },
    { title: 'Headroom', expr: queries.headroomByVersion, unit: 'percentunit', decimals: 0, thresholds: HEADROOM },
  ],
});

const trend = timeseries({
  title: 'Volume and its weekly mean', unit: 'reqps', interval: '30m', dashed: ['weekly mean'], fixed: ['weekly mean'], queries: [[queries.total, 'volume'], [queries.weekMean, 'weekly mean']],
  description: 'The dashed line is the mean of the seven days up to each moment: what is left when the rhythm of the day and of the week is taken out. Its slope is the trend.',
});

const forecasts = timeseries({
  title: 'Forecast for 30 days ahead', unit: 'reqps', interval: '2h', queries: [[queries.inAMonthByModel, '{{model}}']], noValue: 'needs two weeks',
  description: 'For each moment, the mean rate 30 days later if the growth from one week to the next went on. A forecast that jumps about is none.',
});

export const capacity = board({
  uid: 'igw-capacity', title: 'Capacity', from: 'now-7d', refresh: '5m',
  description: 'Volume and latency over weeks, how full things are, how far they go, and where the trend leads.',
  sections: [
    { title: 'At a glance', lines: [line(5, [aDay, 5], [weekOnWeek, 5], [peak, 5], [inAMonth, 4], [headroom, 5])] },
    { title: 'Volume and latency', lines: [line(8, [volume, 12], [byModel, 12]), line(8, [percentiles, 24])] },
    { title: 'Saturation', lines: [line(7, [cpu, 8], [memory, 8], [inFlight, 8]), line(7, [queues, 8], [limitUsed, 8], [kvCache, 8]), line(7, [gatewayItself, 12], [connections, 12])] },
    { title: 'Headroom', lines: [line(6, [plan, 24])] },
    { title: 'Forecast', lines: [line(8, [trend, 12], [forecasts, 12])] },
  ],
});
