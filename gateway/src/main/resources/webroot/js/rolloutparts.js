// How a rollout is shown and steered: its steps, its evidence, its commands.

import { path, send } from './api.js';
import { confirm, form } from './dialogs.js';
import { h } from './dom.js';
import { duration, magnitude, number, words } from './format.js';
import { button, health } from './parts.js';
import { go } from './router.js';

const refreshed = () => dispatchEvent(new Event('igw-refresh'));
const ENDED = ['promoted', 'rolled_back', 'rolling_back'];

// ---- steps ----

const MARKS = { passed: '●', current: '◉', stopped: '■', ahead: '○' };

export function steps(rollout, short = false) {
  return h('ol', { class: `steps ${short ? 'short' : ''}`, 'aria-label': 'Steps' }, [...rollout.steps, { weight: '100%' }].map((step, index) => {
    const state = stepState(rollout, index);
    return h('li', { class: state, title: step.hold ? `${step.weight}, at least ${step.hold}` : step.weight },
      h('span', { class: 'dot', 'aria-hidden': 'true' }, MARKS[state]),
      h('span', { class: 'weight' }, step.weight.replace('%', ' %')), h('span', { class: 'unseen' }, ` ${state}`),
      short || !step.hold ? null : h('span', { class: 'hold quiet' }, step.gate === 'manual' ? `${step.hold}, then you` : step.hold));
  }));
}

function stepState({ phase, step, steps: all }, index) {
  if (phase === 'promoted') {
    return 'passed';
  }
  if (index < step) {
    return 'passed';
  }
  if (phase === 'promoting') {
    return index < all.length ? 'passed' : 'current';
  }
  return index > step ? 'ahead' : ENDED.includes(phase) ? 'stopped' : phase === 'pending' ? 'ahead' : 'current';
}

// ---- evidence ----

const NAMES = { 'error-rate': 'error rate', 'latency-p99': 'p99 latency', 'relative-to-stable': 'errors, against stable', 'latency-relative-to-stable': 'latency, against stable' };
export const testName = (test) => NAMES[test] ?? words(test).replaceAll('-', ' ');

// 1 is no evidence at all, the threshold is proof; the scale is logarithmic, with the threshold at four fifths.
const PROOF = 80;

export function evidence(tests) {
  return h('div', { class: 'evidence' }, tests.map((test) => {
    const decades = Math.log10(Math.max(1, test.e_value)) / Math.log10(Math.max(10, test.threshold));
    const part = Math.min(100, decades * PROOF);
    const level = { ok: 'healthy' }[test.verdict] ?? test.verdict ?? 'unknown';
    return h('div', { class: 'evidence-row', 'data-key': `test-${test.test}` },
      h('span', { class: 'test' }, testName(test.test)),
      h('span', { class: 'level' }, health(level, test.verdict ?? 'unknown')),
      h('span', { class: `gauge ${level}`, role: 'img', 'aria-label': `evidence ${magnitude(test.e_value)} of ${magnitude(test.threshold)}`, vars: { '--part': `${part}%`, '--proof': `${PROOF}%` } },
        h('span', { class: 'gauge-fill' }), h('span', { class: 'gauge-proof' })),
      h('span', { class: 'n' }, h('b', {}, `E = ${magnitude(test.e_value)}`), h('span', { class: 'quiet' }, ` of ${magnitude(test.threshold)}`)),
      h('span', { class: 'n quiet' }, `${number(test.bad)} bad of ${number(test.n)}`));
  }));
}

// ---- commands ----

export function commands(rollout) {
  const { canary, stable, phase, weight, model } = rollout;
  const ask = (name, words_) => confirm({
    ...words_,
    reason: true,
    run: async ({ reason }) => {
      await send('POST', path('models', model, 'rollout', name), { actor: 'console', reason }, rollout.etag ? { 'if-match': rollout.etag } : {});
      refreshed();
    },
  });
  const act = (name, action, consequence, danger = false) => button(action, () => ask(name, { title: `${action}: ${model} ${stable} → ${canary}?`, consequence, action, danger }), { kind: danger ? 'danger' : '' });
  if (phase === 'rolled_back') {
    return [act('retry', 'Retry', `Canary ${canary} gets traffic again from the first step, judged from nothing.`)];
  }
  if (phase === 'promoted') {
    return [act('undo', 'Undo', `Version ${stable} gets all traffic back now; ${canary} keeps only what asks for it by number.`, true)];
  }
  if (phase === 'rolling_back') {
    return [];
  }
  const abort = act('abort', 'Abort', `Canary ${canary} loses all traffic now. Version ${stable} serves everyone.`, true);
  if (phase === 'pending' || phase === 'promoting') {
    return [abort];
  }
  return [
    phase === 'paused' ? act('resume', 'Resume', `The rollout of ${canary} goes on from ${weight}.`)
      : act('pause', 'Pause', `Canary ${canary} stays at ${weight}. It is judged all the same, and rolled back if it is bad.`),
    act('promote', 'Next step', `Canary ${canary} takes the next step now, without waiting for the evidence of this one.`),
    act('promote-full', 'Promote fully', `Canary ${canary} gets all traffic now, without the steps between.`),
    abort,
  ];
}

// ---- start ----

// A line such as "5% 1m, 25% 5m manual, 50% 10m"; empty for the model's configured steps.
export function parseSteps(text) {
  return text.split(',').map((part) => part.trim()).filter(Boolean).map((part) => {
    const [weight, hold, gate] = part.split(/\s+/);
    return { weight: weight.endsWith('%') ? weight : `${weight}%`, ...(hold ? { hold } : {}), ...(gate ? { gate } : {}) };
  });
}

export function startRollout(models, model) {
  const choices = models.filter(({ id }) => !model || id === model)
    .flatMap(({ id, stable, versions }) => versions.filter(({ version }) => version !== stable).map(({ version }) => ({ value: `${id} ${version}`, text: `${id} ${stable} → ${version}` })));
  return form({
    title: 'Start a rollout',
    lead: 'The version gets the first step’s share as soon as its upstream answers. Every answer is judged; a bad version loses its traffic by itself.',
    action: 'Start',
    wide: true,
    fields: [
      { name: 'target', label: 'Version', options: choices },
      { name: 'steps', label: 'Steps', optional: true, placeholder: '5% 1m, 25% 5m, 50% 10m', hint: 'Share and hold of each step; add "manual" to wait for you behind one. Empty: the model’s configured steps' },
      { name: 'dry_run', label: 'Dry run: tell what would be done, take nothing away', type: 'checkbox', optional: true },
      { name: 'reason', label: 'Reason (for the history)', optional: true, maxlength: 500 },
    ],
    run: async ({ target, steps: wanted, dry_run: dryRun, reason }) => {
      const [id, version] = target.split(' ');
      await send('POST', path('models', id, 'rollouts'), {
        version: Number(version), actor: 'console', reason,
        ...(wanted ? { steps: parseSteps(wanted) } : {}), ...(dryRun ? { dry_run: true } : {}),
      });
      go(['rollouts', id]);
      refreshed();
    },
  });
}

export function lasted(rollout) {
  const changes = rollout.history ?? [];
  const last = changes[changes.length - 1];
  return last && ENDED.includes(rollout.phase) ? duration((new Date(last.time) - new Date(rollout.started_at)) / 1000) : null;
}
