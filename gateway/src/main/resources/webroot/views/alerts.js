// Every rule and its state, what is silenced, who is told, and what was said lately.

import { get, getIfThere, send } from '../js/api.js';
import { alertsTable, newSilence, presets } from '../js/alertforms.js';
import { confirm } from '../js/dialogs.js';
import { h, morph } from '../js/dom.js';
import { entry } from '../js/notifications.js';
import { badge, button, card, empty, health, say, time } from '../js/parts.js';
import { patch } from '../js/router.js';
import { table } from '../js/table.js';

const STATES = ['firing', 'pending', 'resolved', 'inactive'];
const refreshed = () => dispatchEvent(new Event('igw-refresh'));

export const title = () => 'Alerts';

export async function load(route, signal) {
  const [{ alerts }, { notifications }, silences, receivers, ready] = await Promise.all([
    get('/api/v1/alerts', signal), get('/api/v1/notifications?limit=100', signal),
    getIfThere('/api/v1/silences', signal), getIfThere('/api/v1/notifications/receivers', signal), presets(signal)]);
  return { alerts, notifications, silences: silences?.silences ?? null, receivers: receivers?.receivers ?? null, presets: ready };
}

export function mount(root) {
  return {
    show({ alerts, notifications, silences, receivers, presets: ready }, { query }) {
      const shown = query.state ? alerts.filter(({ state }) => state === query.state) : alerts;
      morph(root,
        h('div', { class: 'head' }, h('h1', {}, 'Alerts'), silences === null ? null : h('div', { class: 'buttons' }, button('New silence', newSilence))),
        h('div', { class: 'tabs', role: 'group', 'aria-label': 'State' }, ['', ...STATES].map((state) => h('button', {
          type: 'button', class: 'tab', 'aria-pressed': String((query.state ?? '') === state), onclick: () => patch({ state: state || null }),
        }, state || 'all', ' ', h('span', { class: 'quiet' }, state ? alerts.filter((each) => each.state === state).length : alerts.length)))),
        card('Rules', {}, alertsTable({
          id: 'a', alerts: shown, withMonitor: true, can: { acknowledge: ready !== null, silence: silences !== null },
          empty: alerts.length === 0 ? empty('No alert rule', 'Rules belong to monitors. Open a monitor and add one, or with curl:', "curl localhost:9901/api/v1/monitors/NAME/alerts -H 'content-type: application/json' -d '{\"name\":\"errors\",\"metric\":\"error_rate\",\"comparison\":\"above\",\"threshold\":0.05,\"for\":\"5m\"}'") : empty(`None is ${query.state}`),
        })),
        silences === null ? null : silencesCard(silences),
        receivers === null ? null : receiversCard(receivers),
        card('Notifications', { about: 'newest first' }, notifications.length === 0 ? empty('Nothing has fired', 'Every change of a rule’s state will stand here.')
          : h('ul', { class: 'feed' }, notifications.map(entry))));
    },
    end() {},
  };
}

const matched = (matchers) => Object.entries(matchers ?? {}).map(([name, value]) => `${name} ${value}`).join(', ') || 'everything';

function silencesCard(silences) {
  return card('Silences', {}, table({
    id: 'q', label: 'Silences', rows: silences, key: (row) => row.id, tools: false,
    columns: [
      { id: 'state', text: 'state', value: (row) => row.state, cell: (row) => badge(row.state) },
      { id: 'what', text: 'silences', value: (row) => matched(row.matchers), cell: (row) => matched(row.matchers) },
      { id: 'until', text: 'until', value: (row) => row.until, cell: (row) => time(row.until) },
      { id: 'alerts', text: 'rules now', numeric: true, value: (row) => row.alerts, cell: (row) => row.alerts ?? '–' },
      { id: 'reason', text: 'reason', minor: true, value: (row) => row.reason, cell: (row) => `${row.reason ?? ''}${row.actor ? ` (${row.actor})` : ''}` },
      { id: 'act', text: '', cell: (row) => h('span', { class: 'row-actions' }, button('End', () => confirm({
        title: 'End this silence?', consequence: `What fires under "${matched(row.matchers)}" is sent again.`, action: 'End it',
        run: async () => {
          await send('DELETE', `/api/v1/silences/${encodeURIComponent(row.id)}`);
          refreshed();
        },
      }), { kind: 'plain' })) },
    ],
    empty: empty('Nothing is silenced'),
  }));
}

function receiversCard(receivers) {
  return card('Receivers', { about: 'who is told' }, table({
    id: 'r', label: 'Receivers', rows: receivers, key: (row) => row.name, tools: false,
    columns: [
      { id: 'name', text: 'receiver', value: (row) => row.name, cell: (row) => h('span', { class: 'strong' }, row.name) },
      { id: 'kind', text: 'kind', value: (row) => row.kind, cell: (row) => badge(row.kind) },
      { id: 'delivered', text: 'delivered', numeric: true, value: (row) => row.delivered, cell: (row) => row.delivered },
      { id: 'waiting', text: 'waiting', numeric: true, value: (row) => row.waiting, cell: (row) => row.waiting },
      { id: 'failed', text: 'refused or dropped', numeric: true, minor: true, value: (row) => (row.refused ?? 0) + (row.dropped ?? 0), cell: (row) => (row.refused ?? 0) + (row.dropped ?? 0) },
      { id: 'last', text: 'last failure', minor: true, value: (row) => lastFailure(row), cell: (row) => (row.last_failure ? health('warning', lastFailure(row)) : health('healthy', 'none')) },
      { id: 'act', text: '', cell: (row) => button('Send a test', () => confirm({
        title: `Send a test to ${row.name}?`, consequence: `${row.name} (${row.kind}) gets one notification that says it is a test.`, action: 'Send',
        run: async () => {
          const result = await send('POST', '/api/v1/notifications/test', { receiver: row.name });
          if (!result.delivered) {
            throw new Error(result.detail || 'it was not delivered');
          }
          say(`Delivered in ${result.took_ms} ms`);
        },
      }), { kind: 'plain' }) },
    ],
    empty: empty('Nobody is told', 'Notifications stand on this page only. Name a receiver in the configuration:', 'notifications: { webhooks: [ { url: "http://127.0.0.1:9100/hook" } ] }'),
  }));
}

const lastFailure = ({ last_failure: last }) => (last === null || last === undefined ? '' : typeof last === 'string' ? last : last.detail ?? JSON.stringify(last));
