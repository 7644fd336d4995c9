// One model's rollout: where it is, why, and both versions side by side.

import { get, getIfThere, path } from '../js/api.js';
import { chart } from '../js/charts.js';
import { h, morph } from '../js/dom.js';
import { millis, number, percent, rate, words } from '../js/format.js';
import { badge, button, card, empty, health, PHASE_LEVEL, safeLink, shape, time, unit } from '../js/parts.js';
import { href } from '../js/router.js';
import { commands, evidence, lasted, startRollout, steps, testName } from '../js/rolloutparts.js';
import { table } from '../js/table.js';
import { interval } from '../js/versionparts.js';

const ENDED = ['promoted', 'rolled_back'];

export const title = ({ segments }) => `Rollout of ${segments[1]}`;

export async function load({ segments }, signal) {
  const id = segments[1];
  const [model, earlier] = await Promise.all([get(path('models', id), signal), get(path('models', id, 'rollouts'), signal)]);
  const { rollout } = model;
  if (rollout) {
    const { from, to } = extent(rollout);
    const series = (version) => getIfThere(`${path('models', id, 'versions', version, 'series')}?from=${Math.floor(from)}&to=${Math.ceil(to)}&step=${Math.max(10, Math.ceil((to - from) / 900) * 10)}s&histogram=true`, signal);
    const [stable, canary] = await Promise.all([series(rollout.stable), series(rollout.canary)]);
    return { model, rollout, earlier: earlier.rollouts, distributions: stable && canary ? [stable, canary] : null };
  }
  return { model, rollout, earlier: earlier.rollouts, distributions: null };
}

const seconds = (iso) => new Date(iso).getTime() / 1000;

// From the start to the end, or to now, with a little air.
function extent(rollout) {
  const changes = attempt(rollout);
  const from = Math.min(seconds(rollout.started_at), ...changes.map(({ time: at }) => seconds(at)));
  const last = changes.length > 0 ? seconds(changes[changes.length - 1].time) : from;
  const to = ENDED.includes(rollout.phase) ? last : Date.now() / 1000;
  const air = Math.max(5, (to - from) * 0.06);
  return { from: from - air, to: to + air };
}

const attempt = ({ history }) => (history ?? []).filter(({ remark }) => !remark);

export function mount(root) {
  const head = h('div', { class: 'slot' });
  const middle = h('div', { class: 'slot' });
  const tail = h('div', { class: 'slot' });
  const weight = chart({ id: 'weight', title: 'Weight of the canary', about: 'a mark for each decision', series: [{ label: 'canary', colour: 'accent', kind: 'steps', fill: true }], format: (value) => `${number(value, value % 1 === 0 ? 0 : 1)} %`, least: 10, fixed: true });
  const charts = h('div', { class: 'charts' }, weight.node);
  root.append(head, charts, middle, tail);

  return {
    show(data) {
      const { model, rollout, earlier, distributions } = data;
      charts.hidden = rollout === null;
      if (rollout === null) {
        morph(head, h('div', { class: 'head' }, h('h1', {}, `Rollouts of ${model.id}`), startButton(model)), waits(model),
          card(null, {}, empty('No rollout yet', `Version ${model.stable} of ${model.id} gets all traffic. Start one here, or:`, `igw rollout start ${model.id} --to N --watch`)));
        return;
      }
      morph(head, header(model, rollout), waits(model), summary(rollout));
      showWeight(weight, rollout);
      morph(middle,
        card('Evidence against the canary', { about: 'log scale; at the line it is proof' }, rollout.evidence.length === 0
          ? empty('None yet', 'No request has reached the canary.') : evidence(rollout.evidence)),
        sideBySide(model, rollout, distributions), watch(rollout), shadow(rollout), wouldHave(rollout));
      morph(tail, history(rollout), earlierCard(earlier, rollout));
    },
    end() {
      weight.end();
    },
  };
}

// One that the file asks for and that has not begun.
function waits({ id, waiting }) {
  return waiting ? h('p', { class: 'notice' }, shape('warning'), ` The rollout of ${id} ${waiting.version} waits: ${waiting.reason}`) : null;
}

function startButton(model) {
  return h('div', { class: 'buttons' }, button('Start a rollout', () => startRollout([model], model.id), { kind: 'primary', disabled: model.versions.length < 2 }));
}

function header(model, rollout) {
  const own = { rolled_back: 'rolled-back', paused: 'rollout-paused' }[rollout.phase];
  const runbook = safeLink(rollout.runbook ?? (own ? `/runbooks/${own}?model=${encodeURIComponent(rollout.model)}` : null));
  const level = PHASE_LEVEL[rollout.phase] ?? 'running';
  return h('div', { class: 'head' },
    h('div', { class: 'headline' },
      h('h1', {}, `${rollout.model} `, h('span', { class: 'arrowed' }, `${rollout.stable} → ${rollout.canary}`)),
      level === 'running' ? badge(rollout.phase, 'phase running') : health(level, words(rollout.phase)),
      rollout.dry_run ? badge('dry run', 'phase running') : null, rollout.pace === 'automatic' ? badge('automatic pace') : null,
      h('p', { class: 'quiet' }, 'started ', time(rollout.started_at), lasted(rollout) ? `, took ${lasted(rollout)}` : null, rollout.match ? ` · takes part: ${rollout.match}` : null)),
    h('div', { class: 'buttons' }, runbook ? h('a', { class: 'button', href: runbook, target: '_blank', rel: 'noreferrer' }, 'Runbook ↗') : null,
      commands(rollout), ENDED.includes(rollout.phase) ? button('Start another', () => startRollout([model], model.id)) : null));
}

function summary(rollout) {
  const level = PHASE_LEVEL[rollout.phase] ?? 'running';
  return h('section', { class: `card summary ${level}`, 'aria-label': 'Where it is' },
    steps(rollout),
    h('p', { class: 'reason' }, level === 'running' ? null : shape(level), ' ', rollout.reason || 'Judged as it goes.'),
    rollout.frozen_until ? h('p', { class: 'notice' }, shape('warning'), ' A freeze holds it back until ', time(rollout.frozen_until), '. It is judged all the same.') : null);
}

function showWeight(weight, rollout) {
  const changes = attempt(rollout);
  const range = extent(rollout);
  const points = changes.map((change) => ({ at: seconds(change.time), value: Number.parseFloat(change.weight) }));
  if (points.length > 0) {
    points.push({ at: ENDED.includes(rollout.phase) ? range.to : Date.now() / 1000, value: Number.parseFloat(rollout.weight) });
  }
  const level = (change) => (change.to === 'rolled_back' || change.to === 'rolling_back' ? 'critical' : change.to === 'promoted' ? 'healthy' : change.to === 'paused' ? 'warning' : 'accent');
  weight.show({
    times: points.map(({ at }) => at), values: [points.map(({ value }) => value)], span: range, subject: `${rollout.model} ${rollout.stable} to ${rollout.canary}`,
    marks: changes.map((change) => ({ at: seconds(change.time), level: level(change), text: `${words(change.to)}${change.reason ? `: ${change.reason}` : ''}` })),
  });
}

// ---- stable and canary ----

function sideBySide(model, rollout, distributions) {
  const of = (number_) => model.versions.find(({ version }) => version === number_);
  const both = [['stable', of(rollout.stable)], ['canary', of(rollout.canary)]].filter(([, version]) => version);
  const window = Date.now() - new Date(rollout.started_at) > 300_000 ? '1h' : '5m';
  const line = (label, pick, note) => h('tr', {}, h('th', { scope: 'row' }, label), both.map(([, version]) => h('td', { class: 'n' }, pick(version.windows[window] ?? version.windows['5m'], version), note ? h('div', { class: 'quiet small' }, note(version.windows[window] ?? version.windows['5m'])) : null)));
  return card('Side by side', { about: `last ${window}` },
    h('div', { class: 'beside' },
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Stable and canary' }, h('table', { class: 'pair' },
        h('thead', {}, h('tr', {}, h('td', {}), both.map(([role, version]) => h('th', { scope: 'col', class: 'n' }, badge(role, `${role} minor`), ' ', h('a', { href: href(['models', model.id, version.version]) }, `${model.id} ${version.version}`))))),
        h('tbody', {},
          line('health', (figures, version) => health(version.health)),
          line('traffic now', (figures, version) => version.weight.replace('%', ' %')),
          line('requests', (figures) => number(figures.total_requests)),
          line('bad', (figures) => number(figures.error_count)),
          line('error rate', (figures) => (figures.total_requests ? percent(figures.error_rate) : '–'), (figures) => (figures.total_requests ? `95 %: ${interval(figures)}` : '')),
          line('rate', (figures) => unit(rate(figures.request_rate), 'req/s')),
          line('p50', (figures) => unit(millis(figures.p50_latency_ms), 'ms')),
          line('p95', (figures) => unit(millis(figures.p95_latency_ms), 'ms')),
          line('p99', (figures) => unit(millis(figures.p99_latency_ms), 'ms'))))),
      distributions ? overlay(distributions) : null));
}

// Shares of the requests by latency, both versions on one scale: bars for stable, outlines for the canary.
function overlay([stable, canary]) {
  const bounds = stable.latency_bounds_ms ?? [];
  const sums = [stable, canary].map(({ points }) => points.reduce((sum, { latency_buckets: counts }) => (counts ? counts.map((count, index) => count + (sum[index] ?? 0)) : sum), []));
  const shares = sums.map((counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return total === 0 ? null : counts.map((count) => count / total);
  });
  const used = bounds.map((bound, index) => index).filter((index) => shares.some((share) => share && share[index] > 0));
  if (used.length === 0) {
    return null;
  }
  const [first, last] = [Math.max(0, used[0] - 1), Math.min(bounds.length - 1, used[used.length - 1] + 1)];
  const shown = bounds.slice(first, last + 1);
  const top = Math.max(...shares.filter(Boolean).flatMap((share) => share.slice(first, last + 1)));
  const rows = shown.map((bound, index) => h('li', {}, h('span', { class: 'bound' }, `≤ ${millis(bound)} ms`),
    shares.map((share, which) => h('span', { class: `bar-${which === 0 ? 'stable' : 'canary'}`, vars: { '--part': `${share ? (share[first + index] / top) * 100 : 0}%` } }))));
  return h('figure', { class: 'spread', 'aria-label': 'How latencies are spread' },
    h('figcaption', { class: 'quiet' }, h('span', { class: 'swatch-box stable' }), ' stable ', h('span', { class: 'swatch-box canary' }), ' canary, share of requests by latency'), h('ol', {}, rows));
}

// ---- what stands only sometimes ----

function watch({ regression_watch: watched, canary }) {
  return watched ? card('Watched after promotion', { about: `version ${canary} is compared with how it was` },
    h('p', {}, 'until ', time(watched.until)), watched.evidence?.length ? evidence(watched.evidence) : h('p', { class: 'quiet' }, 'No evidence yet.')) : null;
}

function shadow({ shadow: copies }) {
  if (!copies) {
    return null;
  }
  const agreed = copies.compared > 0 ? copies.same_status / copies.compared : null;
  const tile = (label, value) => h('div', { class: 'tile' }, h('dt', {}, label), h('dd', {}, value));
  return card('Shadow copies', { about: `${copies.share} of the traffic was also sent to the canary; callers never saw its answers` },
    h('dl', { class: 'tiles' }, tile('copies', number(copies.requests)), tile('same status', percent(agreed)), tile('other status', number(copies.other_status)),
      tile('p50 stable / canary', `${millis(copies.stable_p50_latency_ms)} / ${millis(copies.canary_p50_latency_ms)} ms`),
      tile('p99 stable / canary', `${millis(copies.stable_p99_latency_ms)} / ${millis(copies.canary_p99_latency_ms)} ms`), tile('dropped', number(copies.dropped))));
}

function wouldHave({ would_have: remarks }) {
  return remarks?.length ? card('What would have been done', { about: 'a dry run takes nothing away' }, h('ul', { class: 'feed' }, remarks.map((remark) => h('li', {}, shape('warning'),
    h('div', {}, h('p', {}, remark.reason), h('p', { class: 'quiet' }, time(remark.time))))))) : null;
}

function history(rollout) {
  const rows = [...(rollout.history ?? [])].reverse();
  return card('History', { about: 'who, what, why, when' }, table({
    id: 'h', label: 'History', rows, key: (row) => `${row.time} ${row.to} ${row.weight}`,
    columns: [
      { id: 'time', text: 'when', value: (row) => row.time, cell: (row) => time(row.time) },
      { id: 'to', text: 'what', value: (row) => row.to, cell: (row) => badge(row.remark ?? row.to, `phase ${row.remark ? '' : PHASE_LEVEL[row.to] ?? ''}`) },
      { id: 'weight', text: 'weight', numeric: true, minor: true, value: (row) => Number.parseFloat(row.weight), cell: (row) => row.weight.replace('%', ' %') },
      { id: 'actor', text: 'who', minor: true, value: (row) => row.actor, cell: (row) => row.actor },
      { id: 'why', text: 'why', wide: true, value: (row) => row.reason, cell: (row) => [row.reason || h('span', { class: 'quiet' }, '–'), row.evidence?.length ? h('details', {}, h('summary', {}, 'Evidence'), h('ul', {}, row.evidence.map((test) => h('li', {}, `${testName(test.test)}: E = ${number(test.e_value, 1)} of ${number(test.threshold)}, ${number(test.bad)} bad of ${number(test.n)}`)))) : null] },
    ],
    empty: empty('Nothing yet'),
  }));
}

function earlierCard(earlier, rollout) {
  const rows = earlier.filter((each) => each.started_at !== rollout.started_at);
  return rows.length === 0 ? null : card('Earlier rollouts', {}, table({
    id: 'e', label: 'Earlier rollouts', rows, key: (row) => row.started_at,
    columns: [
      { id: 'started', text: 'started', value: (row) => row.started_at, cell: (row) => time(row.started_at) },
      { id: 'versions', text: 'versions', value: (row) => `${row.stable} → ${row.canary}`, cell: (row) => `${row.stable} → ${row.canary}` },
      { id: 'phase', text: 'end', value: (row) => row.phase, cell: (row) => badge(row.phase, `phase ${PHASE_LEVEL[row.phase] ?? ''}`) },
      { id: 'reason', text: 'why', wide: true, value: (row) => row.reason, cell: (row) => row.reason },
    ],
    empty: null,
  }));
}
