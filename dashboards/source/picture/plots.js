// Panels over time: lines, bars, states and heat.

import uPlot from 'uplot';
import { clock, colour, legend, mapped, PALETTE, text, tick } from 'format';
import { h } from 'figures';

const LEGEND_HEIGHT = 22;
const AXIS = () => getComputedStyle(document.documentElement).getPropertyValue('--quiet');
const GRID = () => getComputedStyle(document.documentElement).getPropertyValue('--grid');

function override(panel, name, id) {
  return panel.fieldConfig.overrides.find(({ matcher, properties }) => new RegExp(`^(?:${matcher.options})$`).test(name) && properties.some((each) => each.id === id))?.properties.find((each) => each.id === id)?.value;
}

const rgba = (hex, alpha) => `rgba(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')}, ${alpha})`;

function lines(panel) {
  let next = 0;
  return panel.answers.flatMap((answer, index) => answer.map(({ labels, values }) => ({ name: legend(panel.targets[index].legendFormat, labels), values })))
    .filter(({ values }) => values.some((value) => value !== null))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .map((line) => ({ ...line, tint: colour(override(panel, line.name, 'color')?.fixedColor ?? PALETTE[next++ % PALETTE.length]), dash: override(panel, line.name, 'custom.lineStyle')?.dash }));
}

const sums = (all) => {
  const below = [];
  return all.map(({ values }) => values.map((value, index) => (below[index] = (below[index] ?? 0) + (value ?? 0))));
};

export function timeseries(panel, width, height, { from, to, marks }) {
  const { unit, thresholds, max, min, custom } = panel.fieldConfig.defaults;
  const all = lines(panel);
  if (all.length === 0) {
    return h('div', { class: 'nothing' }, panel.fieldConfig.defaults.noValue ?? 'No data');
  }
  const bars = custom.drawStyle === 'bars';
  const stacked = custom.stacking.mode === 'normal';
  const times = panel.answers.find((answer) => answer.length > 0)[0].times;
  const values = stacked ? sums(all) : all.map((line) => line.values);
  // The topmost bars are drawn first, as they reach down to the ground; lines keep to their band.
  const order = bars ? all.map((_, index) => all.length - 1 - index) : all.map((_, index) => index);
  const highest = Math.max(...values.flat().filter((value) => value !== null));
  const lowest = Math.min(...values.flat().filter((value) => value !== null));
  const limits = custom.thresholdsStyle.mode === 'off' ? [] : thresholds.steps.filter((step) => step.value !== null);
  // A limit just above the lines is worth seeing, one far above would flatten them.
  const near = limits.map((step) => step.value).filter((value) => value <= highest * 1.6);
  const top = max ?? Math.max(highest, ...near) * 1.08;
  const bottom = min !== undefined && min < 0 ? Math.max(min, Math.min(0, lowest)) : min ?? 0;
  const list = legendRows(all, width);
  const node = h('div', { class: 'plot' });
  const draw = (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.setLineDash([6, 4]);
    ctx.lineWidth = 1.2;
    limits.filter((step) => step.value <= top && step.value >= bottom).forEach((step) => {
      ctx.strokeStyle = colour(step.color);
      ctx.globalAlpha = 0.75;
      stroke(ctx, bbox.left, plot.valToPos(step.value, 'y', true), bbox.left + bbox.width, plot.valToPos(step.value, 'y', true));
    });
    ctx.setLineDash([3, 3]);
    marks.forEach(({ at, color }) => {
      const x = plot.valToPos(at, 'x', true);
      ctx.strokeStyle = ctx.fillStyle = colour(color);
      ctx.globalAlpha = 0.8;
      stroke(ctx, x, bbox.top, x, bbox.top + bbox.height);
      ctx.globalAlpha = 1;
      ctx.beginPath();
      ctx.moveTo(x - 4, bbox.top + bbox.height + 6);
      ctx.lineTo(x + 4, bbox.top + bbox.height + 6);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.fill();
    });
    ctx.restore();
  };
  new uPlot({
    width, height: height - list.height, cursor: { show: false }, legend: { show: false }, padding: [10, 8, 0, 0],
    scales: { x: { time: false, range: [from, to] }, y: { range: [bottom, top || 1] } },
    axes: [
      { stroke: AXIS(), grid: { stroke: GRID(), width: 1 }, ticks: { show: false }, size: 22, font: '11px Inter, sans-serif', values: (_, splits) => splits.map((at) => clock(at, splits[1] - splits[0])),
        splits: () => ticks(from, to, width < 420 ? 4 : 8) },
      { stroke: AXIS(), grid: { stroke: GRID(), width: 1 }, ticks: { show: false }, size: (_, labels) => 16 + 6.4 * Math.max(...(labels ?? ['']).map((label) => label.length)), font: '11px Inter, sans-serif', space: 30, values: (_, splits) => splits.map((value) => tick(value, unit)) },
    ],
    series: [{}, ...order.map((index) => ({
      stroke: bars ? null : all[index].tint, width: bars ? 0 : 1.6, dash: all[index].dash, points: { show: false },
      fill: all[index].dash ? null : stacked ? rgba(all[index].tint, bars ? 1 : 0.5) : custom.fillOpacity ? rgba(all[index].tint, custom.fillOpacity / 100) : null,
      paths: bars ? uPlot.paths.bars({ size: [0.9, 100], gap: 0 }) : custom.lineInterpolation === 'stepAfter' ? uPlot.paths.stepped({ align: 1 }) : undefined,
    }))],
    bands: stacked && !bars ? all.slice(1).map((_, index) => ({ series: [index + 2, index + 1] })) : [],
    hooks: { draw: [draw] },
  }, [times, ...order.map((index) => values[index])], node);
  return h('div', { class: 'over-time' }, node, list.node);
}

function stroke(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function ticks(from, to, most) {
  const steps = [30, 60, 120, 300, 600, 900, 1800, 3600, 86_400, 172_800];
  const step = steps.find((each) => (to - from) / each <= most) ?? steps.at(-1);
  return Array.from({ length: Math.floor(to / step) - Math.ceil(from / step) + 1 }, (_, index) => (Math.ceil(from / step) + index) * step);
}

function legendRows(all, width) {
  const shown = all.length > 12 ? all.slice(0, 12) : all;
  let used = 0;
  let rows = 1;
  shown.forEach(({ name }) => {
    const item = name.length * 6.2 + 30;
    if (used + item > width - 16) {
      rows++;
      used = 0;
    }
    used += item;
  });
  return { height: Math.min(rows, 2) * LEGEND_HEIGHT, node: h('div', { class: 'legend', style: `height:${Math.min(rows, 2) * LEGEND_HEIGHT}px` }, shown.map(({ name, tint, dash }) => h('span', {}, h('i', { style: dash ? `border-top:2px dashed ${tint}` : `background:${tint}` }), name))) };
}

export function timeline(panel, width, height, { from, to, marks }) {
  const answer = panel.answers[0];
  const { mappings } = panel.fieldConfig.defaults;
  const names = answer.map(({ labels }) => legend(panel.targets[0].legendFormat, labels));
  const left = Math.max(...names.map((name) => name.length)) * 7 + 16;
  const bottom = 22;
  const lane = (height - bottom) / answer.length;
  const x = (at) => left + (at - from) / (to - from) * (width - left - 8);
  const svg = h('svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  answer.forEach(({ times, values }, row) => {
    svg.append(h('text', { x: left - 8, y: row * lane + lane / 2 + 4, 'text-anchor': 'end', class: 'axis' }, names[row]));
    for (let at = 0; at < values.length;) {
      let end = at;
      while (end < values.length && values[end] === values[at]) {
        end++;
      }
      const state = values[at] === null ? null : mapped(mappings, values[at]);
      if (state) {
        const wide = x(times[Math.min(end, times.length - 1)]) - x(times[at]);
        svg.append(h('rect', { x: x(times[at]), y: row * lane + lane * 0.1, width: Math.max(1, wide), height: lane * 0.8, fill: colour(state.color), 'fill-opacity': 0.82 }));
        if (wide > state.text.length * 7 + 10) {
          svg.append(h('text', { x: x(times[at]) + 8, y: row * lane + lane / 2 + 4, class: 'state' }, state.text));
        }
      }
      at = end;
    }
  });
  marks.forEach(({ at, color }) => svg.append(h('line', { x1: x(at), x2: x(at), y1: 0, y2: height - bottom, stroke: colour(color), 'stroke-dasharray': '3 3', 'stroke-opacity': 0.8 })));
  ticks(from, to, 10).forEach((at, _, all) => svg.append(h('text', { x: x(at), y: height - 6, 'text-anchor': 'middle', class: 'axis' }, clock(at, all[1] - all[0]))));
  return svg;
}

const HEAT = ['#1d1b3a', '#313b8f', '#2f6fc4', '#1fa3b8', '#33c481', '#8bd84c', '#dfd22c', '#f9a51f', '#ee5a21', '#b8191e'];

export function heatmap(panel, width, height, { from, to }) {
  const unit = panel.options.yAxis.unit;
  const buckets = panel.answers[0].map(({ labels, times, values }) => ({ le: labels.le === '+Inf' ? Infinity : Number(labels.le), times, values })).sort((a, b) => a.le - b.le);
  const counts = buckets.map(({ values }, index) => values.map((value, at) => Math.max(0, (value ?? 0) - (index ? buckets[index - 1].values[at] ?? 0 : 0))));
  const used = counts.map((row) => row.some((count) => count > 0.01));
  const first = Math.max(0, used.indexOf(true));
  const last = used.lastIndexOf(true);
  const most = Math.max(...counts.flat());
  const left = 58;
  const bottom = 22;
  const columns = counts[0].length;
  const w = (width - left - 8) / columns;
  const tall = (height - bottom - 4) / (last - first + 1);
  const svg = h('svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  for (let row = first; row <= last; row++) {
    const y = height - bottom - (row - first + 1) * tall;
    counts[row].forEach((count, at) => {
      if (count > 0.01) {
        svg.append(h('rect', { x: left + at * w + 0.5, y: y + 0.5, width: w - 1, height: tall - 1, fill: HEAT[Math.min(HEAT.length - 1, Math.floor(Math.sqrt(count / most) * HEAT.length))] }));
      }
    });
    if (tall > 12 || (row - first) % 2 === 0) {
      svg.append(h('text', { x: left - 6, y: y + 4, 'text-anchor': 'end', class: 'axis' }, buckets[row].le === Infinity ? '+Inf' : text(buckets[row].le, unit)));
    }
  }
  ticks(from, to, width < 420 ? 4 : 8).forEach((at, _, all) => svg.append(h('text', { x: left + (at - from) / (to - from) * (width - left - 8), y: height - 6, 'text-anchor': 'middle', class: 'axis' }, clock(at, all[1] - all[0]))));
  return svg;
}
