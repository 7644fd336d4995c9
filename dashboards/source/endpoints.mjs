// @ts-check
import { board, line } from './board.mjs';
import { ANY, LATENCY, PLAIN, SUCCESS, MEMORY_GROWTH } from './limits.mjs';
import { runbook, versionPage } from './links.mjs';
import { heatmap, repeated, stat, table, timeseries } from './panels.mjs';
import { errors, generative, latency, resources, traffic } from './queries.mjs';
import { cpu, errorRate, errorsByVersion, memory, p50, p95, p95ByVersion, p99, VERSION, versionErrors, versionTable } from './shared.mjs';

const perMinute = stat({
  title: 'Requests per minute', unit: 'reqpm', decimals: 0, query: [traffic.perMinute], noValue: 'none',
  description: 'Requests a minute as the ingress-nginx family counts them. Compare with the same hour of yesterday before worrying.',
  runbooks: [runbook('low-traffic')],
});

const success = stat({
  title: 'Success rate', unit: 'percentunit', decimals: 2, thresholds: SUCCESS, query: [errors.success], noValue: 'no requests',
  description: 'The share of requests that callers did not see fail. Below 80 % an alert is critical.',
  runbooks: [runbook('low-success-rate')],
});

const trafficPerMinute = timeseries({
  title: 'Requests per minute by version', unit: 'reqpm', stacked: true, queries: [[traffic.perMinuteByVersion, '{{service}}']],
  description: 'Traffic as the documents’ boards for ingress-nginx show it. The rhythm of the day is normal; a cliff is not.',
});

const statuses = timeseries({
  title: 'Status codes per minute', unit: 'reqpm', stacked: true, bars: true, fixed: ['2..', '4..', '5..'], queries: [[traffic.byStatus, '{{status}}']],
  description: '2xx are predictions; 4xx are the callers’ input or credentials, so talk to them; 5xx are the version or what it runs on, and need attention at once. 499 is a caller that left.',
  runbooks: [runbook('status-500'), runbook('status-503')],
});

const statusTable = table({
  title: 'Answers by status', sort: 'Answers', keys: { status: 'Status' },
  description: 'How many answers of each status there were in the time shown. Each status has a runbook.',
  keyLinks: [{ ...runbook('status-${__value.text}'), title: 'What to do about this status' }],
  columns: [{ title: 'Answers', expr: traffic.countByStatus, unit: 'short', decimals: 0 }],
});

const percentiles = timeseries({
  title: 'P50, P95 and P99', unit: 's', thresholds: LATENCY.p99, line: true, exemplars: true, fixed: ['P50', 'P95', 'P99'],
  queries: [[latency.all(0.5), 'P50'], [latency.all(0.95), 'P95'], [latency.all(0.99), 'P99']],
  description: 'Targets: P50 below 100 ms, P95 below 300 ms, P99 below 500 ms (the lower dashed line). Dots are single requests: their ids lead to the sample in the console. A high P99 above a low P50 is a few slow requests; all three up together is saturation.',
  runbooks: [runbook('high-latency')],
});

const distribution = heatmap({
  title: 'How long requests took', unit: 's', query: latency.buckets,
  description: 'Each cell is how many requests took about that long. Two bands are two kinds of requests, or a fast and a slow version; a band that creeps up is saturation.',
});

const whereTimeGoes = timeseries({
  title: 'Where the time goes (P95)', unit: 's', queries: [[latency.firstByte, 'upstream, to its first byte'], [latency.overhead, 'inside the gateway']],
  description: 'What upstreams took to their first byte, and what the gateway added. The second line lies far below the first; if it rises, the gateway itself is short of something.',
});

const sideBySide = repeated(timeseries({
  title: 'Version $version', unit: 's', thresholds: LATENCY.p99, line: true, fixed: ['P50', 'P95', 'P99'],
  queries: [[latency.all(0.5), 'P50'], [latency.all(0.95), 'P95'], [latency.all(0.99), 'P99']],
  description: 'The same three percentiles, once for each chosen version: a good version beside a bad one. If only one is slow, it is its code, not what it runs on. Choose the versions at the top.',
}), 'version');

const p99ByVersion = timeseries({
  title: 'P99 by version', unit: 's', thresholds: LATENCY.p99, line: true, links: [versionPage()], queries: [[latency.byVersion(0.99), VERSION]],
  description: 'The slow end of each version on one scale. Target: below 500 ms; critical from 1 s.',
  runbooks: [runbook('high-latency')],
});

const restarts = stat({
  title: 'Restarts in this time', unit: 'short', decimals: 0, thresholds: ANY, instant: true, named: true, query: [resources.restarts, VERSION], noValue: 'not watched',
  description: 'How often a version’s processes began anew in the time shown. Worry about any that no deployment explains.',
});

const growth = timeseries({
  title: 'Memory growth per hour', unit: 'percentunit', thresholds: MEMORY_GROWTH, line: true, min: -0.2, queries: [[resources.memoryGrowth, VERSION]],
  description: 'How fast memory grows, as a share of it in an hour, by the last half hour. Above 10 % an hour a leak is critical. Just after a start a model loads, and it is high.',
  runbooks: [runbook('memory-leak')],
});

const podCpu = timeseries({
  title: 'CPU of the pods', unit: 'short', thresholds: PLAIN, queries: [[resources.podCpu, '{{pod}}']],
  description: 'Processors that each pod `model-…` uses, as the kubelet counts them. Compare with the limit of the container.',
  runbooks: [runbook('high-cpu')],
});

const podMemory = timeseries({
  title: 'Memory of the pods', unit: 'bytes', queries: [[resources.podMemory, '{{pod}}']],
  description: 'What each pod `model-…` holds, with the page cache, as the kubelet counts it. A container that meets its limit is killed.',
  runbooks: [runbook('memory-leak')],
});

/** The version that answered, as the OpenTelemetry dialect names it. */
const ANSWERED_BY = '{{gen_ai_response_model}}';

const firstToken = timeseries({
  title: 'Time to the first token', unit: 's',
  queries: [[generative.firstToken(0.5), `${ANSWERED_BY} P50`], [generative.firstToken(0.95), `${ANSWERED_BY} P95`]], dashed: ['.*P95'],
  description: 'How long callers of streams wait until something appears, a wait in the queue included; P95 dashed. It grows with long prompts and with a full queue: compare with the queue of the model server.',
  runbooks: [runbook('high-latency')],
});

const perToken = timeseries({
  title: 'Time per output token', unit: 's',
  queries: [[generative.perToken(0.5), `${ANSWERED_BY} P50`], [generative.perToken(0.95), `${ANSWERED_BY} P95`]], dashed: ['.*P95'],
  description: 'How fast an answer goes on once it has begun; P95 dashed. People read about ten tokens a second, so above 0.1 s they wait for the model. It rises when the server takes more requests at once.',
});

const tokensWritten = timeseries({
  title: 'Tokens written per second', unit: 'short', decimals: 1, stacked: true, queries: [[generative.written, ANSWERED_BY]],
  description: 'What each version generates, by the usage that its answers tell. This is what its accelerators are busy with; a version that writes more for the same requests costs more.',
});

const tokensRead = timeseries({
  title: 'Tokens read per second', unit: 'short', decimals: 1, stacked: true, queries: [[generative.read, ANSWERED_BY]],
  description: 'What each version is given to read. A jump without more requests is longer prompts.',
});

const generatives = table({
  title: 'Generative versions', sort: 'Answers', keys: { gen_ai_response_model: 'Version' },
  description: 'All that generate, side by side. Compare a canary with stable by the time to the first token and per token; if it writes far longer answers than stable, its latency says little.',
  columns: [
    { title: 'Answers', expr: generative.answers, unit: 'reqps', decimals: 2 },
    { title: 'First token, P95', expr: generative.firstToken(0.95), unit: 's' },
    { title: 'Per token, P95', expr: generative.perToken(0.95), unit: 's' },
    { title: 'Whole answer, P95', expr: generative.whole(0.95), unit: 's' },
    { title: 'Tokens an answer', expr: generative.perAnswer, unit: 'short', decimals: 0 },
    { title: 'Tokens a second', expr: generative.written, unit: 'short', decimals: 1 },
  ],
});

export const endpoints = board({
  uid: 'igw-endpoints', title: 'Model endpoints', from: 'now-1h', refresh: '30s',
  description: 'How the endpoints of chosen models and versions do: traffic, status codes, latency, errors, processors and memory. Opens filtered from a link with var-model and var-version.',
  sections: [
    { title: 'Performance summary', lines: [
      line(4, [perMinute, 4], [success, 4], [errorRate, 4], [p50, 4], [p95, 4], [p99, 4]),
      line(6, [versionTable, 24]),
    ] },
    { title: 'Traffic and status codes', lines: [
      line(8, [trafficPerMinute, 8], [statuses, 11], [statusTable, 5]),
      line(8, [errorsByVersion, 12], [versionErrors, 12]),
    ] },
    { title: 'Latency', lines: [line(8, [percentiles, 8], [distribution, 8], [whereTimeGoes, 8])] },
    { title: 'Version against version', lines: [line(7, [sideBySide, 24]), line(8, [p95ByVersion, 12], [p99ByVersion, 12])] },
    { title: 'CPU and memory', lines: [line(7, [cpu, 7], [memory, 7], [growth, 6], [restarts, 4])] },
    { title: 'Generative models', collapsed: true, lines: [line(8, [firstToken, 12], [perToken, 12]), line(8, [tokensWritten, 7], [tokensRead, 7], [generatives, 10])] },
    { title: 'In Kubernetes', collapsed: true, lines: [line(8, [podCpu, 12], [podMemory, 12])] },
  ],
});
