import { ApiError, events, get, post, useToken } from './api.js';
import { cell, element, empty, fill, health, magnitude, number, percent, table, time } from './dom.js';

const REFRESH_MILLIS = 2000;
const RECONNECT_MILLIS = 2000;
const ENDED = new Set(['promoted', 'rolled_back']);

let lastEventId = null;
let lastAnswer = null;
let stream = null;
let refreshing = false;

const words = (text) => text.replaceAll('_', ' ');

// ---- overview ----

function trafficBar(weight) {
  const share = Number.parseFloat(weight);
  const meter = element('meter', { min: 0, max: 100, value: share, 'aria-label': 'share of the traffic' });
  return element('span', { class: 'traffic' }, meter, element('span', { class: 'share' }, weight));
}

function versionRow(model, version, first) {
  const figures = version.windows['5m'];
  const silent = figures.total_requests === 0;
  return element('tr', { class: first ? 'first' : null },
    cell(first ? element('strong', {}, model.id) : ''),
    cell([`${version.version} `, element('span', { class: `role ${version.role}` }, version.role)]),
    cell(health(version.health)),
    cell(trafficBar(version.weight)),
    cell(number(version.recent.request_rate), true),
    cell(silent ? '–' : percent(figures.error_rate), true),
    cell(number(figures.p50_latency_ms), true),
    cell(number(figures.p95_latency_ms), true),
    cell(number(figures.p99_latency_ms), true),
    cell(number(figures.total_requests, 0), true));
}

function showModels(models) {
  if (models.length === 0) {
    fill('models', empty('No model is configured. Name one under models: in the file and run', 'bin/igw check FILE'));
    return;
  }
  const headings = [
    { text: 'model' }, { text: 'version' }, { text: 'health' }, { text: 'traffic' },
    { text: 'req/s', numeric: true }, { text: 'errors', numeric: true }, { text: 'p50 ms', numeric: true },
    { text: 'p95 ms', numeric: true }, { text: 'p99 ms', numeric: true }, { text: 'requests', numeric: true },
  ];
  fill('models', table(headings,
    models.flatMap((model) => model.versions.map((version, index) => versionRow(model, version, index === 0)))));
}

function showAttention(models) {
  const items = [];
  for (const model of models) {
    const rollout = model.rollout;
    if (rollout !== null && (rollout.phase === 'rolled_back' || rollout.phase === 'paused')) {
      items.push(element('li', {}, health(rollout.phase === 'paused' ? 'warning' : 'critical'),
        element('strong', {}, `${model.id} v${rollout.canary}`), ` ${words(rollout.phase)}: ${rollout.reason}`));
    }
    for (const version of model.versions) {
      const figures = version.windows['5m'];
      if (version.health === 'warning' || version.health === 'critical') {
        items.push(element('li', {}, health(version.health), element('strong', {}, `${model.id} v${version.version}`),
          ` ${percent(figures.error_rate)} errors, p99 ${number(figures.p99_latency_ms)} ms in ${figures.total_requests} requests`));
      }
    }
  }
  fill('attention', items.length === 0 ? [] : element('div', { class: 'card attention' },
    element('h2', {}, 'Needs attention'), element('ul', {}, items)));
}

// ---- rollouts ----

async function confirmed(question, action) {
  const dialog = document.getElementById('confirm');
  fill('confirm-question', question);
  fill('confirm-yes', action);
  dialog.returnValue = 'no';
  dialog.showModal();
  await new Promise((closed) => { dialog.addEventListener('close', closed, { once: true }); });
  return dialog.returnValue === 'yes';
}

async function command(rollout, name, action, consequence) {
  if (!await confirmed(consequence, action)) {
    return;
  }
  try {
    await post(`/api/v1/models/${encodeURIComponent(rollout.model)}/rollout/${name}`, { actor: 'console' });
  } catch (error) {
    await confirmed(`That did not work: ${error.message}`, 'Understood');
  }
  await refresh();
}

function buttons(rollout) {
  const button = (name, action, consequence, kind) => element('button', {
    type: 'button', class: kind, onclick: () => command(rollout, name, action, consequence),
  }, action);
  if (rollout.phase === 'rolled_back') {
    return [button('retry', 'Retry', `Canary ${rollout.canary} gets traffic again, judged from nothing.`)];
  }
  if (ENDED.has(rollout.phase) || rollout.phase === 'rolling_back') {
    return [];
  }
  const abort = button('abort', 'Abort', `Canary ${rollout.canary} loses all traffic now.`, 'danger');
  if (rollout.phase === 'pending' || rollout.phase === 'promoting') {
    return [abort];
  }
  const pauseOrResume = rollout.phase === 'paused'
    ? button('resume', 'Resume', `The rollout of ${rollout.canary} goes on from ${rollout.weight}.`)
    : button('pause', 'Pause', `Canary ${rollout.canary} stays at ${rollout.weight}. Judging and rollback go on.`);
  return [
    pauseOrResume,
    button('promote', 'Next step', `Canary ${rollout.canary} takes the next step without waiting for its evidence.`),
    button('promote-full', 'Promote fully', `Canary ${rollout.canary} gets all traffic now, without the steps between.`),
    abort,
  ];
}

function stepMark(rollout, step, index) {
  const running = !ENDED.has(rollout.phase) && rollout.phase !== 'rolling_back';
  const state = index < rollout.step || rollout.phase === 'promoted' ? 'passed'
    : index === rollout.step ? (running ? 'current' : 'stopped') : 'ahead';
  const shape = { passed: '●', current: '◉', stopped: '■', ahead: '○' }[state];
  return element('li', { class: state }, element('span', { 'aria-hidden': 'true' }, shape),
    ` ${step.weight} `, element('span', { class: 'quiet' }, step.hold));
}

function evidenceRow(test) {
  // 1 is no evidence at all, the threshold is proof: both ends on a log scale.
  const progress = Math.max(0, Math.min(1, Math.log10(Math.max(1, test.e_value)) / Math.log10(Math.max(10, test.threshold))));
  return element('tr', {},
    cell(words(test.test)),
    cell(health({ ok: 'healthy' }[test.verdict] ?? test.verdict)),
    cell(`${number(test.bad, 0)} of ${number(test.n, 0)}`, true),
    cell(`${magnitude(test.e_value)} / ${magnitude(test.threshold)}`, true),
    cell(element('meter', { min: 0, max: 1, high: 0.99, value: progress, 'aria-label': 'evidence against the canary' })));
}

function rolloutCard(rollout) {
  const phase = { rolled_back: 'critical', rolling_back: 'critical', paused: 'warning', promoted: 'healthy' }[rollout.phase];
  return element('article', { class: 'rollout' },
    element('header', {},
      element('h3', {}, `${rollout.model}  ${rollout.stable} → ${rollout.canary}`),
      element('span', { class: `phase ${phase ?? 'running'}` }, words(rollout.phase)),
      element('span', { class: 'quiet' }, `canary at ${rollout.weight}`, ' since ', time(rollout.started_at)),
      element('span', { class: 'buttons' }, buttons(rollout))),
    rollout.reason ? element('p', { class: 'reason' }, rollout.reason) : null,
    element('ol', { class: 'steps' }, rollout.steps.map((step, index) => stepMark(rollout, step, index))),
    rollout.evidence.length === 0 ? empty('No evidence yet: no request has reached the canary.') : table([
      { text: 'test' }, { text: 'verdict' }, { text: 'bad', numeric: true },
      { text: 'evidence / threshold', numeric: true }, { text: '' },
    ], rollout.evidence.map(evidenceRow)),
    element('details', { 'data-key': rollout.model }, element('summary', {}, 'History'),
      element('ul', { class: 'history' }, rollout.history.map((change) => element('li', {},
        time(change.time), ` ${words(change.to)}, ${change.weight}, by ${change.actor}`, change.reason ? `: ${change.reason}` : '')))));
}

function showRollouts(models) {
  const open = new Set([...document.querySelectorAll('#rollout-list details[open]')].map((node) => node.dataset.key));
  const rollouts = models.map((model) => model.rollout).filter((rollout) => rollout !== null);
  document.getElementById('rollouts').hidden = models.length === 0;
  const startable = models.find((model) => model.versions.length > 1);
  fill('rollout-list', rollouts.length > 0 ? rollouts.map(rolloutCard) : startable
    ? empty('No rollout yet. Start one with',
      `bin/igw rollout start ${startable.id} --to ${startable.versions.find((each) => each.role !== 'stable').version} --watch`)
    : empty('No rollout yet, and no model has a second version to roll out.'));
  for (const node of document.querySelectorAll('#rollout-list details')) {
    node.open = open.has(node.dataset.key);
  }
}

// ---- samples and notifications ----

function showSamples(samples) {
  if (samples.length === 0) {
    fill('samples', empty('No request yet. Send one:', `curl ${location.protocol}//HOST:PORT/models/ID -d '{…}'`));
    return;
  }
  fill('samples', table([
    { text: 'time' }, { text: 'version' }, { text: 'track' }, { text: 'request' },
    { text: 'status', numeric: true }, { text: 'outcome' }, { text: 'ms', numeric: true },
  ], samples.map((sample) => element('tr', { class: sample.kept_because === 'error' ? 'bad' : null, title: sample.request_id },
    cell(time(sample.time)), cell(`${sample.model} ${sample.version}`), cell(sample.track),
    cell(element('code', {}, `${sample.method} ${sample.path}`)), cell(sample.status, true),
    cell(words(sample.outcome)), cell(number(sample.latency_ms), true)))));
}

function showNotifications(notifications) {
  if (notifications.length === 0) {
    fill('notifications', empty('Nothing has fired. Alert rules are made with', 'POST /api/v1/monitors/NAME/alerts'));
    return;
  }
  const colour = { firing: 'critical', pending: 'warning', resolved: 'healthy' };
  fill('notifications', element('ul', { class: 'notifications' }, notifications.map((each) => element('li', {},
    element('span', { class: `phase ${colour[each.state] ?? 'running'}` }, each.state), ' ',
    element('strong', {}, `${each.monitor} / ${each.rule}`), ' ',
    `${words(each.metric)} ${each.value === null ? 'without data' : number(each.value, 3)}, threshold ${each.threshold} `,
    time(each.time)))));
}

// ---- life ----

function connection(text, state) {
  const node = document.getElementById('connection');
  node.textContent = text;
  node.className = `connection ${state}`;
}

async function refresh() {
  if (refreshing || document.hidden) {
    return;
  }
  refreshing = true;
  try {
    const [{ models }, { samples }, { notifications }] = await Promise.all([
      get('/api/v1/models'), get('/api/v1/samples?limit=15'), get('/api/v1/notifications?limit=15'),
    ]);
    document.getElementById('token-form').hidden = true;
    lastAnswer = new Date();
    showAttention(models);
    showModels(models);
    showRollouts(models);
    showSamples(samples);
    showNotifications(notifications);
  } catch (error) {
    failed(error);
  } finally {
    refreshing = false;
  }
}

function failed(error) {
  if (error instanceof ApiError && error.status === 401) {
    document.getElementById('token-form').hidden = false;
    connection('a token is needed', 'stale');
  } else {
    connection(lastAnswer === null ? `cannot reach the gateway: ${error.message}`
      : `stale since ${lastAnswer.toLocaleTimeString('en-GB')}`, 'stale');
  }
}

async function watch() {
  if (stream !== null || document.hidden) {
    return;
  }
  stream = new AbortController();
  try {
    await events(lastEventId, stream.signal, () => connection('live', 'live'), (event) => {
      lastEventId = event.id;
      refresh();
    });
    connection('reconnecting …', 'stale');
  } catch (error) {
    if (error.name !== 'AbortError') {
      failed(error);
    }
  } finally {
    stream = null;
  }
  if (!document.hidden) {
    setTimeout(watch, RECONNECT_MILLIS);
  }
}

document.getElementById('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = document.getElementById('token');
  useToken(field.value);
  field.value = '';
  refresh();
  watch();
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    stream?.abort();
  } else {
    refresh();
    watch();
  }
});

setInterval(refresh, REFRESH_MILLIS);
refresh();
watch();
