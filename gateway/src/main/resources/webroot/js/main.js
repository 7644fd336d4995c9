// The frame: shows the page of the URL, keeps it up to date, and holds what every page shares.

import { useToken } from './api.js';
import { redraw } from './charts.js';
import { help } from './dialogs.js';
import { h, morph } from './dom.js';
import { clock } from './format.js';
import { icon } from './icons.js';
import { keys } from './keys.js';
import { live } from './live.js';
import { notifications } from './notifications.js';
import { failure, skeleton, tick } from './parts.js';
import { current, go, href, patch, RANGE_LABELS, span } from './router.js';
import { search } from './search.js';

// A page's module exports title(route), load(route, signal) and mount(root, route), which returns { show(data), end() }.
// It is fetched when it is first opened.
const PAGES = [
  { name: 'Overview', segments: [], icon: 'overview', key: 'o', module: () => import('../views/overview.js') },
  { name: 'Monitors', segments: ['monitors'], icon: 'monitors', key: 'm', module: () => import('../views/monitors.js') },
  { name: 'Rollouts', segments: ['rollouts'], icon: 'rollouts', key: 'r', module: () => import('../views/rollouts.js') },
  { name: 'Alerts', segments: ['alerts'], icon: 'alerts', key: 'a', module: () => import('../views/alerts.js') },
  { name: 'Samples', segments: ['samples'], icon: 'samples', key: 's', module: () => import('../views/samples.js') },
  { name: 'Quality', segments: ['quality'], icon: 'quality', key: 'q', module: () => import('../views/quality.js') },
  { name: 'Config', segments: ['config'], icon: 'config', key: 'c', module: () => import('../views/config.js') },
];
const DETAILS = [
  { of: 'monitors', length: 2, module: () => import('../views/monitor.js') },
  { of: 'models', length: 3, module: () => import('../views/version.js') },
  { of: 'rollouts', length: 2, module: () => import('../views/rollout.js') },
  { of: 'quality', length: 2, module: () => import('../views/qualitymodel.js') },
];

const at = (id) => document.getElementById(id);
const root = at('page');
let page = null;
let asking = null;

function pageOf({ segments }) {
  const detail = DETAILS.find(({ of, length }) => segments[0] === of && segments.length === length);
  return detail ?? PAGES.find((each) => each.segments.join() === segments.join());
}

const NOWHERE = { title: () => 'Not found', load: async () => null, mount: (place) => ({ show: () => morph(place, failure(new Error('There is no such page.'))), end() {} }) };

async function open() {
  const route = current();
  const wanted = pageOf(route);
  if (page?.path !== route.path) {
    asking?.abort();
    page?.shown?.end();
    page = { path: route.path, module: null, shown: null };
    drawRail(route);
    at('rail').querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    root.replaceChildren(skeleton());
    window.scrollTo(0, 0);
    const opened = page;
    const module = wanted ? await wanted.module() : NOWHERE;
    if (opened !== page) {
      return;
    }
    page.module = module;
    root.focus({ preventScroll: true });
  }
  document.title = `${page.module?.title(route) ?? 'Inference Gateway'} · Inference Gateway`;
  drawRange(route);
  refresh();
}

async function load() {
  const opened = page;
  if (!opened?.module) {
    return;
  }
  const route = current();
  asking = new AbortController();
  try {
    const [data] = await Promise.all([opened.module.load(route, asking.signal), bell.load(asking.signal)]);
    if (opened !== page) {
      return;
    }
    if (page.shown === null) {
      root.replaceChildren();
      page.shown = page.module.mount(root, route);
    }
    page.shown.show(data, current());
  } catch (error) {
    if (opened === page && page.shown === null && error.name !== 'AbortError' && error.status !== 401) {
      root.replaceChildren(failure(error));
    }
    throw error;
  }
}

// ---- connection ----

const TEXTS = { connecting: 'connecting …', live: 'live', token: 'a token is needed' };

function tell({ state, since }) {
  const node = at('connection');
  const text = state === 'stale' ? (since ? `stale since ${clock(since)}` : 'the gateway does not answer') : TEXTS[state];
  if (node.textContent !== text) {
    node.textContent = text;
  }
  node.className = `connection ${state}`;
  document.body.classList.toggle('stale', state === 'stale');
  if (state === 'token' && at('token-form').hidden) {
    at('token-form').hidden = false;
    document.body.classList.add('locked');
    at('token').focus();
  }
  if (state === 'live' && !at('token-form').hidden && document.body.classList.contains('unlocking')) {
    at('token-form').hidden = true;
    document.body.classList.remove('locked', 'unlocking');
    root.focus({ preventScroll: true });
  }
}

at('token-form').onsubmit = async (event) => {
  event.preventDefault();
  useToken(at('token').value);
  at('token').value = '';
  at('token-problem').textContent = '';
  document.body.classList.add('unlocking');
  await refresh();
  if (!at('token-form').hidden) {
    document.body.classList.remove('unlocking');
    at('token-problem').textContent = 'This token is not one of the configuration.';
  }
};

// ---- header and rail ----

function drawRail({ segments }) {
  const section = segments[0] === 'models' ? '' : segments[0] ?? '';
  morph(at('rail'), PAGES.map((each) => h('a', {
    href: href(each.segments), 'aria-current': (each.segments[0] ?? '') === section ? 'page' : null, title: `${each.name} (g ${each.key})`,
  }, icon(each.icon), h('span', {}, each.name))));
}

function drawRange(route) {
  const { label, live: follows } = span();
  morph(at('range'), h('label', { for: 'range-choice', class: 'unseen' }, 'Time range'),
    h('select', { id: 'range-choice', onchange: (event) => patch({ range: event.target.value, from: null, to: null }) },
      follows ? null : h('option', { value: '', selected: true, disabled: true }, 'zoomed'),
      RANGE_LABELS.map((each) => h('option', { value: each }, `last ${each}`))),
    follows ? null : h('button', { type: 'button', class: 'plain', onclick: () => patch({ from: null, to: null }) }, 'Zoom out'));
  at('range-choice').value = follows ? label : '';
  drawRail(route);
}

const THEMES = ['system', 'light', 'dark'];

function theme(choice) {
  try {
    localStorage.setItem('theme', choice);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  document.documentElement.dataset.theme = choice;
  morph(at('theme'), icon(choice));
  at('theme').setAttribute('aria-label', `Colours: ${choice}`);
  at('theme').title = `Colours: ${choice} (t)`;
  redraw();
}

function storedTheme() {
  try {
    return THEMES.find((each) => each === localStorage.getItem('theme')) ?? 'system';
  } catch {
    return 'system';
  }
}

const nextTheme = () => theme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]);

const bell = notifications(at('bell'), at('notifications'));
const openSearch = () => search(PAGES.map((each) => ({ kind: 'page', text: each.name, href: href(each.segments) })));

function showHelp() {
  help([
    { name: 'Go to', keys: PAGES.map((each) => [`g ${each.key}`, each.name]) },
    {
      name: 'Do',
      keys: [['/', 'search'], ['[', 'shorter time'], [']', 'longer time'], ['j', 'next row'], ['k', 'row before'], ['Enter', 'open it'],
        ['t', 'colours'], ['?', 'these keys'], ['Esc', 'close, zoom out']],
    },
  ]);
}

function changeRange(by) {
  const { label } = span();
  const next = RANGE_LABELS[Math.max(0, Math.min(RANGE_LABELS.length - 1, RANGE_LABELS.indexOf(label) + by))];
  patch({ range: next, from: null, to: null });
}

// Rows are links; keys walk through them.
function moveRow(by) {
  const rows = [...root.querySelectorAll('tbody tr a[href]:first-of-type')].filter((link, index, all) => all.findIndex((other) => other.closest('tr') === link.closest('tr')) === index);
  const here = rows.findIndex((link) => link.closest('tr').contains(document.activeElement));
  rows[Math.max(0, Math.min(rows.length - 1, here + by))]?.focus();
}

function escape() {
  if (!at('notifications').hidden) {
    bell.close();
  } else if (document.activeElement?.matches('input[type=search]')) {
    document.activeElement.blur();
  } else if (!document.querySelector('dialog[open]') && !span().live) {
    patch({ from: null, to: null });
  }
}

at('search').onclick = openSearch;
at('help').onclick = showHelp;
at('theme').onclick = nextTheme;
at('skip').onclick = (event) => {
  event.preventDefault();
  root.focus();
};
keys({
  pages: Object.fromEntries(PAGES.map((each) => [each.key, () => go(each.segments)])),
  search: openSearch, help: showHelp, theme: nextTheme, range: changeRange, move: moveRow, escape,
});

const { refresh } = live(load, tell);
addEventListener('hashchange', open);
addEventListener('igw-refresh', refresh);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
setInterval(() => tick(document), 1000);
theme(storedTheme());
open();
