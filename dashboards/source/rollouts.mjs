// @ts-check
import { board, line } from './board.mjs';
import { BAD_ANSWERS, ERRORS, EVIDENCE, EVIDENCE_VERDICT, LATENCY, PLAIN } from './limits.mjs';
import { rolloutPage } from './links.mjs';
import { gauge, stat, table, timeseries } from './panels.mjs';
import { errors, latency, rollouts as queries, traffic } from './queries.mjs';
import { phases, rollbacks, VERSION, versionTable, weights } from './shared.mjs';

const running = stat({
  title: 'Rollouts under way', unit: 'short', decimals: 0, thresholds: PLAIN, query: [queries.running], noValue: '0',
  description: 'Rollouts that are pending, progressing, paused or promoting now. Worry about one that stays longer than its steps take.',
});

const strongest = gauge({
  title: 'Strongest evidence', unit: 'short', decimals: 1, min: 0, max: 4, thresholds: EVIDENCE, query: [queries.strongest, '{{model}}'],
  description: `The largest decimal logarithm of a test’s e-value. At ${EVIDENCE_VERDICT}, a thousand to one, a test has its verdict; a rollback for errors needs the test of the error rate and, while stable has traffic, the comparison with stable.`,
});

const bad = stat({
  title: 'Bad answers of canaries', unit: 'short', decimals: 0, thresholds: BAD_ANSWERS, instant: true, named: true, query: [queries.badOfCanary, VERSION], noValue: '0',
  description: 'How many requests canaries failed in the time shown: the price of trying them. A canary that fails everything costs at most 15 at a weight up to 10 %.',
});

const canaryShare = timeseries({
  title: 'Share that canaries really got', unit: 'percentunit', max: 1, queries: [[queries.canaryShare, '{{model}}']],
  description: 'The share of unpinned requests that a canary served. It follows the weight; a canary below its weight is short of room, or its callers are sticky.',
});

const evidence = timeseries({
  title: 'Evidence against its threshold', unit: 'short', decimals: 1, thresholds: EVIDENCE, line: true, min: -4, links: [rolloutPage()], queries: [[queries.evidence, '{{model}} {{test}}']],
  description: `Decimal logarithm of each test’s e-value: how many times better “the canary is bad” explains what was seen. Below 0 the canary looks good, at ${EVIDENCE_VERDICT} the verdict is reached.`,
});

const tracks = timeseries({
  title: 'Traffic by track', unit: 'reqps', stacked: true, queries: [[traffic.byTrack, '{{model}} v{{version}} {{track}}']],
  description: 'What stable and canary served of the split. After a rollback the canary’s band ends at once.',
});

const errorsByTrack = timeseries({
  title: 'Errors, canary against stable', unit: 'percentunit', thresholds: ERRORS, line: true, queries: [[errors.byTrack, '{{model}} v{{version}} {{track}}']],
  description: 'The share of requests that a version failed. A canary above stable is what the tests look for; both up together is not the canary.',
});

const latencyByTrack = timeseries({
  title: 'P99, canary against stable', unit: 's', thresholds: LATENCY.p99, line: true, queries: [[latency.byTrack(0.99), '{{model}} v{{version}} {{track}}']],
  description: 'The slow end of both tracks. A canary is a warning from 500 ms and critical from 1 s.',
});

const badSoFar = timeseries({
  title: 'Bad answers so far', unit: 'short', decimals: 0, steps: true, queries: [[queries.badSoFar, VERSION]],
  description: 'Answers of canaries that were bad, counted up. It goes flat at a rollback; one that goes on climbing in small steps is a canary near its limit.',
});

const reasons = table({
  title: 'Rollbacks and their reasons', sort: 'Rollbacks', keys: { model: 'Model', reason: 'Reason' }, keyLinks: [rolloutPage('${__data.fields.Model}')],
  description: 'What decided each rollback: a test, or an operator. The same reason again and again is worth a look at how versions are built.', noValue: '–',
  columns: [{ title: 'Rollbacks', expr: queries.rollbacksByReason, unit: 'short', decimals: 0 }],
});

const phaseTable = table({
  title: 'Now', sort: 'Model', sortUp: true, keys: { model: 'Model', phase: 'Phase' }, keyLinks: [rolloutPage('${__data.fields.Model}')],
  description: 'The phase of each model’s current or last rollout. `paused` waits for a person: open it in the console.',
  columns: [{ title: 'Rollouts', expr: queries.phaseNow, unit: 'short', decimals: 0 }],
});

const rescued = stat({
  title: 'Rescued requests', unit: 'short', decimals: 0, instant: true, query: [queries.rescued], noValue: '0',
  description: 'Requests that a canary failed and stable answered, where `canary.rescue` is on: no caller saw them fail, the tests counted them.',
});

const agreement = timeseries({
  title: 'Shadow copies answered alike', unit: 'percentunit', decimals: 1, max: 1, queries: [[queries.shadowAgreement, VERSION]],
  description: 'The share of copied requests to which the canary gave the same status as stable. Below 100 % look at the samples before giving it traffic.', noValue: 'no copies',
});

const shadowLatency = timeseries({
  title: 'P95 of shadow copies', unit: 's', thresholds: LATENCY.p95, line: true, queries: [[queries.shadowLatency, VERSION]],
  description: 'What the canary takes for copies, with no caller waiting. Slower than stable’s P95 here is slower there.', noValue: 'no copies',
});

export const rollouts = board({
  uid: 'igw-rollouts', title: 'Rollouts', from: 'now-1h', refresh: '10s',
  description: 'What canaries get, what they did with it, how close a verdict is, and what was rolled back.',
  sections: [
    { title: 'Now', lines: [line(5, [running, 3], [strongest, 5], [bad, 5], [rescued, 3], [rollbacks, 3], [phaseTable, 5])] },
    { title: 'What the canary gets', lines: [line(8, [weights, 8], [canaryShare, 8], [tracks, 8]), line(6, [phases, 24])] },
    { title: 'What it is judged by', lines: [line(9, [evidence, 16], [badSoFar, 8]), line(8, [errorsByTrack, 12], [latencyByTrack, 12])] },
    { title: 'Rollbacks and shadow copies', lines: [line(7, [reasons, 8], [agreement, 8], [shadowLatency, 8]), line(6, [versionTable, 24])] },
  ],
});
