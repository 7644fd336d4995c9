// Which models are asked and answer otherwise than before.

import { get } from '../js/api.js';
import { h, morph } from '../js/dom.js';
import { number } from '../js/format.js';
import { card, empty, time } from '../js/parts.js';
import { EXAMPLE, level, origin, verdict } from '../js/qualityparts.js';
import { href } from '../js/router.js';
import { table } from '../js/table.js';

const WORST_FIRST = ['critical', 'warning', 'healthy', 'unknown'];

export const title = () => 'Quality';

export async function load(route, signal) {
  const [{ reports }, { models }] = await Promise.all([get('/api/v1/quality/reports', signal), get('/api/v1/models', signal)]);
  return { reports, others: models.map(({ id }) => id).filter((id) => !reports.some(({ model }) => model === id)) };
}

export function mount(root) {
  return {
    show({ reports, others }) {
      const worst = (report) => WORST_FIRST.indexOf(level(report.verdict));
      const rows = [...reports].sort((a, b) => worst(a) - worst(b) || a.model.localeCompare(b.model));
      morph(root,
        h('div', { class: 'head' }, h('h1', {}, 'Quality')),
        h('p', { class: 'lead' }, 'Health tells whether a version answers; quality, whether inputs and answers still look as they did. A sample of the traffic is compared with a baseline, beside the requests.'),
        rows.length > 0 ? card(null, { class: 'flush' }, table({
          id: 'q', label: 'Quality of models', rows, key: (row) => row.model, filter: rows.length > 8,
          columns: [
            { id: 'verdict', text: 'verdict', value: (row) => worst(row), cell: (row) => verdict(row.verdict) },
            { id: 'model', text: 'model', value: (row) => row.model, cell: (row) => h('a', { class: 'strong', href: href(['quality', row.model]) }, row.model) },
            { id: 'drifted', text: 'drifted features', wide: true, value: (row) => row.drifted.length, cell: (row) => drifted(row) },
            { id: 'rows', text: 'rows', numeric: true, value: (row) => row.rows, cell: (row) => number(row.rows) },
            { id: 'window', text: 'window', minor: true, value: (row) => row.window, cell: (row) => row.window },
            { id: 'baseline', text: 'baseline', minor: true, value: (row) => row.baseline?.created_at, cell: (row) => origin(row.baseline) },
            { id: 'time', text: 'compared', minor: true, value: (row) => row.time, cell: (row) => time(row.time) },
          ],
          empty: null,
        })) : null,
        others.length > 0 ? off(others, rows.length === 0) : null);
    },
    end() {},
  };
}

function drifted(report) {
  const why = report.rows < report.minimum_rows ? `too few rows: ${number(report.minimum_rows)} are needed` : report.baseline === null ? 'no baseline yet' : null;
  return report.drifted.length === 0 ? h('span', { class: 'quiet' }, report.verdict === 'unknown' && why ? why : report.verdict === 'drift' ? 'none; its predictions drift' : 'none')
    : h('span', { class: 'clip', title: report.drifted.join(', ') }, report.drifted.join(', '));
}

// What is not looked at, and how that is changed.
function off(models, none) {
  return none
    ? card(null, {}, empty('Nothing is looked at yet', 'Switch it on for a model in the file; it costs nothing where it is off. Then freeze a baseline while the model does well, and drift shows here.', EXAMPLE(models[0])))
    : card('Not looked at', {}, h('p', { class: 'quiet' }, `${models.join(', ')}. Switch it on with the key `, h('code', {}, 'quality'), ' of the model in the file.'));
}
