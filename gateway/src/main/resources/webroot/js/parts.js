// The small words of the console's language: health, badges, times, bars, cards, empty and failed states.

import { ApiError } from './api.js';
import { h, svg } from './dom.js';
import { clock, exact, percent, relative, words } from './format.js';

const SHAPES = {
  healthy: () => svg('circle', { cx: 6, cy: 6, r: 4.5 }),
  warning: () => svg('path', { d: 'M6 .9 11.6 11H.4z' }),
  critical: () => svg('rect', { x: 1.5, y: 1.5, width: 9, height: 9, rx: 1 }),
  unknown: () => svg('circle', { cx: 6, cy: 6, r: 4, class: 'hollow' }),
};

// Shape and colour both say it, so that neither is needed alone.
export function shape(level) {
  const known = level in SHAPES ? level : 'unknown';
  return svg('svg', { class: `shape ${known}`, viewBox: '0 0 12 12', 'aria-hidden': 'true' }, SHAPES[known]());
}

export function health(level, text = level) {
  return h('span', { class: `health ${level in SHAPES ? level : 'unknown'}` }, shape(level), h('span', {}, text));
}

export function badge(text, kind = '') {
  return h('span', { class: `badge ${kind}` }, words(text));
}

export const PHASE_LEVEL = {
  pending: 'running', progressing: 'running', promoting: 'running', paused: 'warning',
  promoted: 'healthy', rolling_back: 'critical', rolled_back: 'critical',
};

export const SEVERITY_LEVEL = { page: 'critical', critical: 'critical', warning: 'warning', ticket: 'warning', info: 'unknown' };
export const severity = (name) => SEVERITY_LEVEL[name] ?? 'warning';

export function time(iso, { absolute = false } = {}) {
  if (!iso) {
    return h('span', { class: 'quiet' }, '–');
  }
  const at = new Date(iso);
  return h('time', { datetime: at.toISOString(), title: `${exact(at)} (${at.toISOString()})`, class: absolute ? null : 'relative' },
    absolute ? exact(at) : relative(at));
}

// To the millisecond, where many things happen within a second; how long ago that is, on hover.
export function moment(iso) {
  const at = new Date(iso);
  return h('time', { datetime: at.toISOString(), title: `${relative(at)}, ${exact(at)} (${at.toISOString()})` }, `${clock(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`);
}

// Relative times move on by themselves.
export function tick(root) {
  const now = Date.now();
  for (const node of root.querySelectorAll('time.relative')) {
    const text = relative(new Date(node.dateTime), now);
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }
}

// A share such as "25%" as a bar with its figure.
export function shareBar(share, kind = '') {
  const part = Number.parseFloat(share) || 0;
  return h('span', { class: `share ${kind}` },
    h('span', { class: 'track', 'aria-hidden': 'true', vars: { '--part': `${part}%` } }),
    h('span', { class: 'figure' }, percent(part / 100)));
}

export function unit(text, name) {
  return [text, text === '–' ? null : h('span', { class: 'unit' }, ` ${name}`)];
}

export function card(title, { id, aside, about, class: kind = '' } = {}, ...content) {
  return h('section', { class: `card ${kind}`, id, 'aria-label': title },
    title === null ? null : h('header', { class: 'card-head' },
      h('h2', {}, title), about ? h('p', { class: 'quiet' }, about) : null, aside ? h('div', { class: 'aside' }, aside) : null),
    content);
}

export function figureTile(label, value, note) {
  return h('div', { class: 'tile' }, h('dt', {}, label), h('dd', {}, value), note ? h('dd', { class: 'note' }, note) : null);
}

// What is not there yet, and what to do to have it.
export function empty(title, text, command) {
  return h('div', { class: 'empty' },
    h('p', { class: 'empty-title' }, title),
    text ? h('p', {}, text) : null,
    command ? h('pre', {}, h('code', {}, command)) : null);
}

export function failure(error) {
  const missing = error instanceof ApiError && error.status === 404;
  return h('div', { class: 'empty failed', role: 'alert' },
    h('p', { class: 'empty-title' }, missing ? 'Not here' : 'That did not work'),
    h('p', {}, error.message),
    h('p', { class: 'quiet' }, missing ? 'It may have been deleted, or the link is mistyped.'
      : 'The page tries again every two seconds.'));
}

export function skeleton() {
  return h('div', { class: 'skeleton', role: 'status', 'aria-label': 'loading' },
    [1, 2, 3, 4].map(() => h('div', { class: 'bone' })));
}

export function button(text, onclick, { kind = '', title, disabled = false } = {}) {
  return h('button', { type: 'button', class: kind, title, onclick, disabled }, text);
}

export function copyText(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  // Over plain http from another machine there is no clipboard but this.
  const area = h('textarea', { class: 'unseen', readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  return Promise.resolve();
}

export function say(text) {
  const toast = document.getElementById('toast');
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, 2500);
}

// A link of the configuration is followed only where it leads to a page.
export const safeLink = (url) => (/^(https?:\/|\/runbooks)\//i.test(url ?? '') ? url : null);

export function save(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
