// A board: its bar, its rows and its panels, each in its place on the grid of 24.

import { gauge, h, stat, table } from 'figures';
import { heatmap, timeline, timeseries } from 'plots';

const KINDS = { stat, gauge, table, timeseries, 'state-timeline': timeline, heatmap };
const UNIT = 34;
const GAP = 8;
const HEAD = 30;
const EDGE = 16;

export async function draw(board) {
  await document.fonts.ready;
  const width = document.body.clientWidth - 2 * EDGE;
  const column = (width + GAP) / 24;
  const shown = board.minutes >= 1440 ? `Last ${board.minutes / 1440} days` : `Last ${board.minutes} minutes`;
  document.body.append(h('header', {}, h('b', {}, 'Inference Gateway'), h('span', { class: 'quiet' }, '›'), h('b', {}, board.title),
    h('span', { class: 'chip' }, h('i', {}, 'Model'), 'All'), h('span', { class: 'chip' }, h('i', {}, 'Version'), 'All'),
    h('nav', {}, board.boards.filter((name) => name !== board.title).map((name) => h('span', {}, name)), h('span', {}, 'Console'), h('span', {}, 'Runbooks')), h('span', { class: 'chip' }, shown)));
  const grid = h('main', {});
  document.body.append(grid);
  let bottom = 0;
  for (const panel of board.panels) {
    const { x, y, w, h: tall } = panel.gridPos;
    const box = { left: EDGE + x * column, top: y * (UNIT + GAP), width: w * column - GAP, height: tall * (UNIT + GAP) - GAP };
    bottom = Math.max(bottom, box.top + box.height);
    const place = `left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height}px`;
    if (panel.type === 'row') {
      grid.append(h('div', { class: 'row', style: place }, panel.collapsed ? '›' : '⌄', h('b', {}, panel.title), panel.collapsed ? h('span', { class: 'quiet' }, `(${panel.panels.length} panels)`) : null));
      continue;
    }
    const inner = KINDS[panel.type](panel, box.width - 18, box.height - HEAD - 8, board);
    grid.append(h('section', { style: place, class: panel.type }, h('h2', {}, panel.title, panel.links?.length ? h('i', {}, '↗') : null), h('div', { class: 'inner' }, inner)));
  }
  grid.style.height = `${bottom + 12}px`;
}
