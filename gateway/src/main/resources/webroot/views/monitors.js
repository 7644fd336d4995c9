// Every monitor, and a way to make one.

import { get, getIfThere, send } from '../js/api.js';
import { form } from '../js/dialogs.js';
import { h, morph } from '../js/dom.js';
import { millis, number, percent, rate } from '../js/format.js';
import { badge, button, card, empty, health, unit } from '../js/parts.js';
import { go, href, patch } from '../js/router.js';
import { table } from '../js/table.js';

const WINDOWS = ['5m', '15m', '1h', '6h', '1d'];
const STATES = ['active', 'paused', 'archived', 'all'];
const HEALTHS = ['healthy', 'warning', 'critical', 'unknown'];
const MOST_SNAPSHOTS = 100;

export const title = () => 'Monitors';

export async function load({ query }, signal) {
  const state = STATES.includes(query.state) ? `?state=${query.state}` : '';
  const [{ monitors }, { models }, { alerts }] = await Promise.all([
    get(`/api/v1/monitors${state}`, signal), get('/api/v1/models', signal), get('/api/v1/alerts', signal)]);
  await Promise.all(monitors.slice(0, MOST_SNAPSHOTS).filter(({ figures }) => !figures).map(async (monitor) => {
    monitor.figures = await getIfThere(`/api/v1/monitors/${encodeURIComponent(monitor.name)}/snapshot`, signal);
  }));
  return { monitors, models, alerts };
}

export function mount(root) {
  return {
    show({ monitors, models, alerts }, { query }) {
      const shown = monitors.filter((each) => (!query.health || each.health === query.health) && (!query.model || each.model === query.model));
      morph(root,
        h('div', { class: 'head' }, h('h1', {}, 'Monitors'), h('div', { class: 'buttons' }, button('New monitor', () => create(models), { kind: 'primary', disabled: models.length === 0 }))),
        filters(query, models),
        card(null, { class: 'flush' }, table({
          id: 'm', label: 'Monitors', rows: shown, filter: true, key: (row) => row.name,
          columns: [
            { id: 'health', text: 'health', value: (row) => row.health, cell: (row) => health(row.health) },
            { id: 'name', text: 'monitor', value: (row) => row.name, cell: (row) => h('a', { class: 'strong', href: href(['monitors', row.name]) }, row.name) },
            { id: 'state', text: 'state', value: (row) => row.state, cell: (row) => badge(row.state, row.state) },
            { id: 'version', text: 'version', minor: true, value: (row) => `${row.model} ${row.version}`, cell: (row) => h('a', { class: 'subtle', href: href(['models', row.model, row.version]) }, `${row.model} ${row.version}`) },
            { id: 'window', text: 'window', minor: true, value: (row) => WINDOWS.indexOf(row.window), cell: (row) => row.window },
            { id: 'requests', text: 'requests', numeric: true, minor: true, value: (row) => row.figures?.total_requests, cell: (row) => number(row.figures?.total_requests) },
            { id: 'rate', text: 'req/s', numeric: true, minor: true, value: (row) => row.figures?.request_rate, cell: (row) => rate(row.figures?.request_rate) },
            { id: 'errors', text: 'errors', numeric: true, value: (row) => (row.figures?.total_requests ? row.figures.error_rate : null), cell: (row) => (row.figures?.total_requests ? percent(row.figures.error_rate) : '–') },
            { id: 'p99', text: 'p99', numeric: true, value: (row) => row.figures?.p99_latency_ms, cell: (row) => unit(millis(row.figures?.p99_latency_ms), 'ms') },
            { id: 'alerts', text: 'alerts', minor: true, value: (row) => rules(alerts, row).length, cell: (row) => alertCell(rules(alerts, row)) },
            { id: 'owner', text: 'owner', minor: true, value: (row) => row.owner ?? '', cell: (row) => row.owner ?? (row.origin === 'config' ? h('span', { class: 'quiet' }, 'from the file') : '–') },
          ],
          empty: monitors.length === 0
            ? empty('No monitor', 'A monitor watches one version over a rolling window and can carry alerts. Make one here, or in the file:', 'monitors:\n  - { name: fraud-v1, model: fraud, version: 1, window: 15m }')
            : empty('None is like that', 'Take a filter away to see the others.'),
        })));
    },
    end() {},
  };
}

const rules = (alerts, { name }) => alerts.filter(({ monitor }) => monitor === name);

function alertCell(own) {
  const firing = own.filter(({ state }) => state === 'firing').length;
  return own.length === 0 ? h('span', { class: 'quiet' }, '–') : firing > 0 ? health('critical', `${firing} of ${own.length} fire`) : `${own.length}`;
}

function filters(query, models) {
  const group = (name, label, options) => h('label', { class: 'filter' }, h('span', {}, label), h('select', { onchange: (event) => patch({ [name]: event.target.value || null }) },
    options.map(({ value, text }) => h('option', { value, selected: value === (query[name] ?? '') }, text))));
  return h('form', { class: 'filters', 'aria-label': 'Filter monitors', onsubmit: (event) => event.preventDefault() },
    group('state', 'State', [{ value: '', text: 'active and paused' }, ...STATES.map((value) => ({ value, text: value }))]),
    group('health', 'Health', [{ value: '', text: 'any' }, ...HEALTHS.map((value) => ({ value, text: value }))]),
    group('model', 'Model', [{ value: '', text: 'any' }, ...models.map(({ id }) => ({ value: id, text: id }))]));
}

function create(models) {
  const versions = models.flatMap(({ id, versions: all }) => all.map(({ version, role }) => ({ value: `${id} ${version}`, text: `${id} ${version} (${role})` })));
  form({
    title: 'New monitor',
    lead: 'It counts from the next request on.',
    action: 'Create',
    fields: [
      { name: 'name', label: 'Name', pattern: '[A-Za-z0-9._\\-]{1,64}', placeholder: 'fraud-v1', hint: 'Letters, digits, dot, dash, underscore' },
      { name: 'version', label: 'Version', options: versions },
      { name: 'window', label: 'Window', options: WINDOWS, value: '15m', hint: 'How far back its figures and alerts look' },
    ],
    run: async ({ name, version, window }) => {
      const [model, number_] = version.split(' ');
      await send('POST', '/api/v1/monitors', { name, model, version: Number(number_), window });
      go(['monitors', name]);
    },
  });
}
