// The configuration in force, what became of the last reload, and how the storage does.

import { get, send } from '../js/api.js';
import { confirm } from '../js/dialogs.js';
import { h, morph } from '../js/dom.js';
import { badge, button, card, copyText, figureTile, health, say, shape, time } from '../js/parts.js';
import { patch } from '../js/router.js';

export const title = () => 'Config';

export const load = async (route, signal) => get('/api/v1/config', signal);

export function mount(root) {
  return {
    show(data, route) {
      morph(root, h('div', { class: 'head' }, h('h1', {}, 'Config'), h('div', { class: 'buttons' }, button('Reload the file', reload, { title: 'Read the configuration file again' }))),
        h('div', { class: 'columns-2' }, lastReload(data.last_reload), storage(data.state)),
        effective(data.config, route.query.section));
    },
    end() {},
  };
}

const reload = () => confirm({
  title: 'Reload the configuration?',
  consequence: 'The file is read again. If it is valid it applies at once, without a dropped request; if not, nothing changes and you see every problem.',
  action: 'Reload',
  run: async () => {
    await send('POST', '/api/v1/config/reload', { actor: 'console' });
    dispatchEvent(new Event('igw-refresh'));
  },
});

function lastReload(last) {
  const problems = last?.problems ?? [];
  const warnings = last?.warnings ?? [];
  return card('Last reload', {},
    h('dl', { class: 'tiles' },
      figureTile('result', health(last?.applied ? 'healthy' : 'warning', last?.applied ? 'applied' : 'refused')),
      figureTile('when', time(last?.time)), figureTile('asked by', badge(last?.trigger ?? 'unknown'))),
    problems.length === 0 ? null : [
      h('p', {}, 'The file was not applied; the configuration of before serves on. Mend this and reload:'),
      h('ol', { class: 'problem-list' }, problems.map((problem) => h('li', {}, h('code', {}, problem))))],
    warnings.length === 0 ? null : [
      h('p', { class: 'notice' }, shape('warning'), ' It is in force, and this is hardly meant:'),
      h('ol', { class: 'problem-list' }, warnings.map((warning) => h('li', {}, h('code', {}, warning))))]);
}

function storage(state) {
  return card('State', { about: 'rollouts, monitors, history' },
    h('dl', { class: 'tiles' },
      figureTile('storage', health(state?.well ? 'healthy' : 'warning', state?.well ? 'well' : 'failing')),
      figureTile('waiting to be written', String(state?.waiting ?? 0)),
      figureTile('failed', String(Object.values(state?.failed ?? {}).reduce((sum, count) => sum + count, 0)))),
    state?.fault ? h('p', {}, h('code', {}, state.fault)) : null,
    state?.damaged_file ? h('p', { class: 'notice' }, shape('warning'), ' It began without its state: the damaged file was moved to ', h('code', {}, state.damaged_file), '.') : null);
}

function effective(config, section) {
  const names = Object.keys(config);
  const shown = names.includes(section) ? section : '';
  return card('In force', { about: 'every default written out, secrets never', aside: button('Copy', () => copyText(yaml(config)).then(() => say('Copied the configuration')), { kind: 'plain' }) },
    h('div', { class: 'tabs', role: 'group', 'aria-label': 'Sections' }, ['', ...names].map((name) => h('button', {
      type: 'button', class: 'tab', 'aria-pressed': String(name === shown), onclick: () => patch({ section: name || null }),
    }, name || 'all'))),
    h('pre', { class: 'code', tabindex: 0, 'aria-label': 'Configuration' }, h('code', {}, yaml(shown ? { [shown]: config[shown] } : config))));
}

// As the file would have it: readable, and parsed as YAML the same value.
export function yaml(value, indent = '') {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : value.map((item) => `\n${indent}- ${isNested(item) ? yaml(item, `${indent}  `).replace(/^\n\s*/, '') : yaml(item)}`).join('');
  }
  if (isNested(value)) {
    const entries = Object.entries(value);
    const text = entries.map(([key, item]) => `\n${indent}${quoted(key)}:${isFilled(item) ? '' : ' '}${yaml(item, `${indent}  `)}`).join('');
    return entries.length === 0 ? '{}' : indent === '' ? text.trimStart() : text;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

const isNested = (value) => value !== null && typeof value === 'object';
const isFilled = (value) => isNested(value) && Object.keys(value).length > 0;
const quoted = (text) => (/^[A-Za-z_][A-Za-z0-9_./%-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text) || /^\d+(\.\d+)?(ms|s|m|h|d|%|[KMG]iB)$/.test(text) ? text : JSON.stringify(text));
