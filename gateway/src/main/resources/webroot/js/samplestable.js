// Recent requests as a table: on the samples page and on a monitor's.

import { h } from './dom.js';
import { bytes, millis, words } from './format.js';
import { badge, copyText, empty, health, moment, say, unit } from './parts.js';
import { href } from './router.js';
import { table } from './table.js';

export const OUTCOMES = ['ok', 'client_error', 'upstream_error', 'timeout_connect', 'timeout_first_byte', 'timeout_idle', 'timeout_total', 'client_abort', 'upstream_reset', 'shed', 'rate_limited', 'unauthorized'];

const level = ({ status, outcome }) => (outcome === 'ok' && status < 400 ? 'healthy' : status >= 500 || outcome.startsWith('timeout') || outcome === 'upstream_reset' ? 'critical' : 'warning');

// Rows stand still while somebody points at them or has marked some of their text.
let held = { asked: '', samples: [] };

function steady(id, asked, samples) {
  const table = document.querySelector(`[data-key="table-${id}"] tbody`);
  const selection = getSelection();
  const isRead = table?.matches(':hover') || (selection && !selection.isCollapsed && table?.contains(selection.anchorNode));
  if (!isRead || held.asked !== asked) {
    held = { asked, samples };
  }
  return held.samples;
}

const copied = (id, what) => h('button', { type: 'button', class: 'plain id', title: `Copy ${id}`, onclick: () => copyText(id).then(() => say(`Copied the ${what}`)) }, id.slice(0, 8));

// `asked` is the URL that they answer.
export function samplesTable({ id, asked, samples, withVersion, hint }) {
  return table({
    id, label: 'Recent samples', rows: steady(id, asked, samples), order: '-time', key: (row) => row.request_id + row.time,
    columns: [
      { id: 'time', text: 'time', value: (row) => row.time, cell: (row) => moment(row.time) },
      withVersion ? { id: 'version', text: 'version', value: (row) => `${row.model} ${row.version}`, cell: (row) => h('a', { href: href(['models', row.model, row.version]) }, `${row.model} ${row.version}`) } : null,
      { id: 'track', text: 'track', minor: true, value: (row) => row.track, cell: (row) => badge(row.track, row.track) },
      { id: 'status', text: 'status', value: (row) => row.status, cell: (row) => health(level(row), String(row.status)) },
      { id: 'outcome', text: 'outcome', minor: true, value: (row) => row.outcome, cell: (row) => words(row.outcome) },
      { id: 'request', text: 'request', wide: true, value: (row) => `${row.method} ${row.path}`, cell: (row) => h('code', { class: 'request', title: `${row.method} ${row.path}` }, `${row.method} ${row.path}`) },
      { id: 'latency', text: 'latency', numeric: true, value: (row) => row.latency_ms, cell: (row) => unit(millis(row.latency_ms), 'ms') },
      { id: 'first', text: 'first byte', numeric: true, minor: true, value: (row) => row.first_byte_ms, cell: (row) => unit(millis(row.first_byte_ms), 'ms') },
      { id: 'sent', text: 'answer', numeric: true, spare: true, value: (row) => row.response_bytes, cell: (row) => bytes(row.response_bytes) },
      { id: 'kept', text: 'kept as', spare: true, value: (row) => row.kept_because, cell: (row) => row.kept_because },
      { id: 'id', text: 'request id', minor: true, value: (row) => row.request_id, cell: (row) => copied(row.request_id, 'request id') },
      samples.some((row) => row.trace_id) ? { id: 'trace', text: 'trace', minor: true, value: (row) => row.trace_id ?? '', cell: (row) => (row.trace_id ? copied(row.trace_id, 'trace id') : '') } : null,
    ].filter(Boolean),
    empty: empty('No sample here', hint ?? 'Nothing was asked of it yet, or the filter lets nothing through.'),
  });
}

// Fields of a filter whose values stand in the URL.
export function samplesFilter({ query, change, models }) {
  const select = (name, label, options) => h('label', { class: 'filter' }, h('span', {}, label), h('select', { name, onchange: (event) => change(name, event.target.value) },
    h('option', { value: '' }, 'any'), options.map((option) => h('option', { value: option, selected: option === query[name] }, words(option)))));
  const input = (name, label, props) => h('label', { class: 'filter' }, h('span', {}, label), h('input', { name, value: query[name] ?? '', onchange: (event) => change(name, event.target.value.trim()), ...props }));
  return h('form', { class: 'filters', 'aria-label': 'Filter samples', onsubmit: (event) => event.preventDefault() },
    models ? select('model', 'Model', models) : null,
    models ? input('version', 'Version', { type: 'number', min: 0, step: 1, placeholder: 'any' }) : null,
    input('status', 'Status', { type: 'number', min: 100, max: 599, placeholder: 'any' }),
    select('outcome', 'Outcome', OUTCOMES),
    input('min_latency_ms', 'Slower than, ms', { type: 'number', min: 0, placeholder: 'any' }),
    models ? input('request_id', 'Request id', { placeholder: 'any' }) : null);
}

export const SAMPLE_FILTERS = ['model', 'version', 'status', 'outcome', 'min_latency_ms', 'request_id'];
