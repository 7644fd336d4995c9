// How a report of the quality plane is shown: verdicts, scores against their limit, distributions beside the baseline's.

import { path, send } from './api.js';
import { confirm, form } from './dialogs.js';
import { h, svg } from './dom.js';
import { number, percent, words } from './format.js';
import { health, time } from './parts.js';

const LEVELS = { ok: 'healthy', warning: 'warning', drift: 'critical', unknown: 'unknown' };
const MOST_CATEGORIES = 15;
const refreshed = () => dispatchEvent(new Event('igw-refresh'));

export const level = (verdict) => LEVELS[verdict] ?? 'unknown';
export const verdict = (name) => health(level(name), name);

// Numbers of any size, with the digits that mean something.
export function value(figure, digits = 4) {
  if (figure === null || figure === undefined) {
    return '–';
  }
  const size = Math.abs(figure);
  return size >= 1e7 || (size > 0 && size < 1e-3) ? figure.toExponential(2)
    : figure.toLocaleString('en', { minimumSignificantDigits: Number.isInteger(figure) ? 1 : 2, maximumSignificantDigits: digits });
}

export const score = (figure) => number(figure, 2);

// The limit stands in the middle of the bar: what is past it drifts.
export function scoreBar({ score: reached, limit, verdict: name }) {
  if (reached === null || reached === undefined) {
    return h('span', { class: 'quiet', title: `limit ${score(limit)}` }, '–');
  }
  return h('span', { class: `score ${level(name)}` },
    h('span', { class: 'track', 'aria-hidden': 'true', vars: { '--part': `${Math.max(0, Math.min(100, (reached / limit) * 50))}%` } }),
    h('span', { class: 'figure' }, score(reached), h('span', { class: 'quiet' }, ` of ${score(limit)}`)));
}

const TESTS = {
  psi: 'population stability index', 'kolmogorov-smirnov': 'Kolmogorov–Smirnov', 'jensen-shannon': 'Jensen–Shannon distance', missing: 'missing more often',
};
export const testName = (test) => TESTS[test] ?? (test ? words(test) : 'no score yet');

// ---- distributions ----

function parts({ bins, categories }) {
  return categories ? categories.map((each) => ({ label: each.value, now: each.share, before: each.baseline_share }))
    : (bins ?? []).map((each) => ({ label: range(each), now: each.share, before: each.baseline_share }));
}

function range({ from, to }) {
  return from === null && to === null ? 'any' : from === null ? `≤ ${value(to)}` : to === null ? `> ${value(from)}` : `${value(from)} – ${value(to)}`;
}

const isKnown = (all) => all.some(({ before }) => before !== null);

// For a row of a table: what came as bars, the baseline as a line across each of them.
export function miniature(shape, label) {
  const all = parts(shape).slice(0, 24);
  const known = isKnown(all);
  // Without a baseline the ranges are tenths of the values themselves: how narrow they are tells where many lie.
  const heights = all.map(({ now }, index) => (known || shape.categories ? now : now / width(shape.bins, index)));
  const top = Math.max(0, ...heights, ...all.map(({ before }) => before ?? 0));
  if (!(top > 0)) {
    return h('span', { class: 'quiet' }, '–');
  }
  const step = 120 / all.length;
  const y = (height) => 25 - (height / top) * 23;
  return svg('svg', { class: 'miniature', viewBox: '0 0 120 26', role: 'img', 'aria-label': `${label}: ${spoken(shape)}` },
    heights.map((height, index) => svg('rect', { x: (index * step + 0.75).toFixed(1), y: y(height).toFixed(1), width: Math.max(0.8, step - 1.5).toFixed(1), height: (25 - y(height)).toFixed(1) })),
    known ? svg('path', { d: all.map(({ before }, index) => `M${(index * step).toFixed(1)} ${y(before ?? 0).toFixed(1)}h${step.toFixed(1)}`).join('') }) : null);
}

// Of a range; one without an end is as wide as the one beside it and its half.
function width(bins, index) {
  const { from, to } = bins[index];
  const beside = bins[index + (from === null ? 1 : -1)];
  const own = from !== null && to !== null ? to - from : beside && beside.from !== null && beside.to !== null ? 1.5 * (beside.to - beside.from) : 1;
  return own > 0 ? own : Infinity;
}

// The largest change in words: what the picture says to those who don't see it.
export function spoken(shape) {
  const all = parts(shape);
  if (isKnown(all)) {
    const moved = all.filter(({ before }) => before !== null).sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))[0];
    return Math.abs(moved.now - moved.before) < 0.005 ? 'no part changed by half a percent' : `largest change: ${moved.label}, ${percent(moved.before)} before, ${percent(moved.now)} now`;
  }
  const largest = [...all].sort((a, b) => b.now - a.now)[0];
  let sum = 0;
  const half = (shape.bins ?? []).find(({ share, to }) => { sum += share; return to !== null && sum > 0.499; });
  return half ? `half of them are up to ${value(half.to)}` : largest ? `largest part: ${largest.label}, ${percent(largest.now)}` : 'no values';
}

// Picture and table in one: each part with its share now and in the baseline.
export function distribution(shape, label) {
  const all = parts(shape);
  if (all.length === 0) {
    return h('p', { class: 'quiet' }, 'No values came.');
  }
  const top = Math.max(...all.flatMap(({ now, before }) => [now, before ?? 0])) || 1;
  const known = isKnown(all);
  // Tenths of the values themselves are all alike.
  const drawn = known || Boolean(shape.categories);
  const rows = (some, caption) => h('table', { class: 'distribution' },
    h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, shape.categories ? 'value' : 'range'), drawn ? h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'bars')) : null, known ? h('th', { scope: 'col', class: 'n' }, 'before') : null, h('th', { scope: 'col', class: 'n' }, 'now'))),
    h('tbody', {}, some.map((part) => h('tr', {},
      h('th', { scope: 'row', title: part.label }, part.label || '(empty)'),
      drawn ? h('td', { class: 'bars', 'aria-hidden': 'true' },
        known ? h('span', { class: 'bar-before', vars: { '--part': `${((part.before ?? 0) / top) * 100}%` } }) : null,
        h('span', { class: 'bar-now', vars: { '--part': `${(part.now / top) * 100}%` } })) : null,
      known ? h('td', { class: 'n quiet' }, percent(part.before)) : null,
      h('td', { class: 'n' }, percent(part.now))))));
  const rest = shape.categories ? all.slice(MOST_CATEGORIES) : [];
  return h('div', { class: 'distributions' },
    rows(rest.length > 0 ? all.slice(0, MOST_CATEGORIES) : all, label),
    rest.length > 0 ? h('details', {}, h('summary', {}, `${rest.length} more`), rows(rest, `${label}, the rest`)) : null);
}

export const legend = (baseline) => baseline && h('p', { class: 'quiet small key' }, h('span', { class: 'swatch-box' }), ' baseline', h('span', { class: 'swatch-box canary' }), ' now');

// ---- the baseline ----

export const EXAMPLE = (model) => `models:\n  ${model}:\n    quality: { sample: 10%, window: 15m }`;

export function origin(baseline) {
  return baseline === null ? h('span', { class: 'quiet' }, 'none yet')
    : h('span', {}, baseline.source === 'file' ? 'a file' : `version ${baseline.version}`, h('span', { class: 'quiet' }, ', ', time(baseline.created_at)));
}

export function freeze({ model, window, versions, baseline }) {
  return form({
    title: `Freeze a baseline of ${model}`,
    lead: `What the version got in the last ${window} becomes what inputs and predictions are compared with${baseline ? ', in place of the baseline in force' : ''}. Choose a time when the model did well.`,
    action: 'Freeze',
    fields: [{ name: 'version', label: 'Version', options: versions.map(({ version, rows }) => ({ value: version, text: `${version} (${number(rows)} rows)` })) }],
    run: async ({ version }) => {
      await send('POST', path('quality', 'baselines', model), { version: Number(version), actor: 'console' });
      refreshed();
    },
  });
}

export function drop({ model }) {
  return confirm({
    title: `Drop the baseline of ${model}?`,
    consequence: 'It is forgotten now. Until another is frozen nothing of this model is drift, and its alerts of drift are quiet.',
    action: 'Drop',
    danger: true,
    run: async () => {
      await send('DELETE', path('quality', 'baselines', model));
      refreshed();
    },
  });
}
