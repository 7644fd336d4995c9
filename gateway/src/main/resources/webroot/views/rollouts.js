// Every model's rollout, and where to start one.

import { get } from '../js/api.js';
import { h, morph } from '../js/dom.js';

import { badge, button, card, empty, PHASE_LEVEL, shape, time } from '../js/parts.js';
import { href } from '../js/router.js';
import { startRollout, steps } from '../js/rolloutparts.js';
import { table } from '../js/table.js';

export const title = () => 'Rollouts';

export const load = async (route, signal) => (await get('/api/v1/models', signal)).models;

export function mount(root) {
  return {
    show(models) {
      const rows = models.filter(({ rollout }) => rollout).map(({ rollout }) => rollout);
      const ready = models.filter(({ versions }) => versions.length > 1);
      morph(root,
        h('div', { class: 'head' }, h('h1', {}, 'Rollouts'), h('div', { class: 'buttons' }, button('Start a rollout', () => startRollout(ready), { kind: 'primary', disabled: ready.length === 0 }))),
        card(null, { class: 'flush' }, table({
          id: 'r', label: 'Rollouts', rows, key: (row) => row.model, filter: rows.length > 8,
          columns: [
            { id: 'model', text: 'model', value: (row) => row.model, cell: (row) => h('a', { class: 'strong', href: href(['rollouts', row.model]) }, row.model) },
            { id: 'versions', text: 'versions', value: (row) => `${row.stable} → ${row.canary}`, cell: (row) => `${row.stable} → ${row.canary}` },
            { id: 'phase', text: 'phase', value: (row) => row.phase, cell: (row) => phase(row) },
            { id: 'steps', text: 'steps', minor: true, fixed: true, cell: (row) => steps(row, true) },
            { id: 'weight', text: 'canary at', numeric: true, value: (row) => Number.parseFloat(row.weight), cell: (row) => row.weight.replace('%', ' %') },
            { id: 'started', text: 'started', minor: true, value: (row) => row.started_at, cell: (row) => time(row.started_at) },
            { id: 'reason', text: 'why', wide: true, minor: true, value: (row) => row.reason, cell: (row) => h('span', { class: 'clip', title: row.reason }, row.reason) },
          ],
          empty: empty('No rollout yet', 'A rollout gives a new version a growing share of the traffic, judges it at every step, and takes it back when it is bad.', 'igw rollout start fraud --to 2 --watch'),
        })));
    },
    end() {},
  };
}

export function phase(rollout) {
  const level = PHASE_LEVEL[rollout.phase] ?? 'running';
  return h('span', { class: 'phase-cell' }, badge(rollout.phase, `phase ${level}`), rollout.dry_run ? badge('dry run') : null, rollout.frozen_until ? badge('frozen') : null,
    level === 'critical' ? shape('critical') : null);
}

