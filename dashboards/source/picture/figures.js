// Panels that show figures: stat, gauge and table.

import { colour, legend, mapped, parts, text, threshold } from 'format';

export function h(tag, attributes = {}, ...children) {
  const node = document.createElementNS(/^(svg|path|line|rect|text|circle|g)$/.test(tag) ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml', tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const lastOf = (answer) => (answer.values ? answer.values.findLast((value) => value !== null) : answer.value);

// Each series of a panel's first query: its name, its newest value and its course.
function series(panel) {
  return panel.answers[0].map((answer) => ({ name: legend(panel.targets[0].legendFormat, answer.labels), value: lastOf(answer) ?? null, course: answer.values }));
}

function sparkline(course, tint, width, height) {
  const known = course.filter((value) => value !== null);
  const least = Math.min(...known);
  const span = Math.max(...known) - least || 1;
  const points = course.map((value, index) => [index / (course.length - 1) * width, value === null ? null : height - 4 - (value - least) / span * (height - 10)]).filter(([, y]) => y !== null);
  const line = points.map(([x, y], index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return h('svg', { class: 'sparkline', width, height, viewBox: `0 0 ${width} ${height}` },
    h('path', { d: `${line}L${points.at(-1)[0].toFixed(1)} ${height}L${points[0][0].toFixed(1)} ${height}Z`, fill: tint, 'fill-opacity': 0.18 }),
    h('path', { d: line, fill: 'none', stroke: tint, 'stroke-width': 1.5, 'stroke-opacity': 0.8 }));
}

export function stat(panel, width, height) {
  const { unit, decimals, thresholds, noValue } = panel.fieldConfig.defaults;
  let all = series(panel);
  if (all.length === 0 && noValue === '0') {
    all = [{ name: '', value: 0 }];
  }
  if (all.length === 0) {
    return h('div', { class: 'nothing' }, noValue ?? 'No data');
  }
  const named = panel.options.textMode === 'value_and_name';
  const stacked = named && width < 260;
  return h('div', { class: `tiles ${stacked ? 'stacked' : ''}` }, all.map(({ name, value, course }) => {
    const tint = threshold(thresholds, value);
    const filled = panel.options.colorMode === 'background';
    const [number, suffix] = parts(value, unit, decimals);
    const size = Math.min(stacked ? (height - 10) / all.length * 0.62 : height * 0.42, (width / (stacked ? 1 : all.length)) / (number.length + suffix.length * 0.6 + 1) * 1.5, 46);
    return h('div', { class: `tile ${filled ? 'filled' : ''}`, style: filled ? `background:${tint}` : '' },
      course && panel.options.graphMode === 'area' && course.some((each) => each !== null) ? sparkline(course, tint, width / all.length, height * 0.5) : null,
      named ? h('span', { class: 'tile-name' }, name) : null,
      h('span', { class: 'figure', style: `font-size:${size}px;${filled ? '' : `color:${tint}`}` }, number, h('small', {}, suffix === '%' ? '%' : ` ${suffix}`)));
  }));
}

const arc = (centre, radius, from, to) => {
  const at = (share) => {
    const angle = Math.PI * (0.85 + 1.3 * share);
    return `${(centre[0] + radius * Math.cos(angle)).toFixed(2)} ${(centre[1] + radius * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${at(from)}A${radius} ${radius} 0 ${(to - from) * 1.3 > 1 ? 1 : 0} 1 ${at(to)}`;
};

export function gauge(panel, width, height) {
  const { unit, decimals, thresholds, min, max, noValue } = panel.fieldConfig.defaults;
  const all = series(panel);
  if (all.length === 0) {
    return h('div', { class: 'nothing' }, noValue ?? 'No data');
  }
  const share = (value) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  return h('div', { class: 'tiles' }, all.map(({ name, value }) => {
    const w = width / all.length;
    const label = all.length > 1 ? 18 : 0;
    const radius = Math.min(w * 0.4, (height - label - 8) * 0.56);
    const centre = [w / 2, radius + 8];
    const tint = threshold(thresholds, value);
    const edges = [...thresholds.steps.map((step) => ({ from: share(step.value ?? min), color: colour(step.color) })), { from: 1 }];
    return h('div', { class: 'tile' }, h('svg', { width: w, height, viewBox: `0 0 ${w} ${height}` },
      h('path', { d: arc(centre, radius - 9, 0, 1), class: 'gauge-track', 'stroke-width': 14, fill: 'none' }),
      value > min ? h('path', { d: arc(centre, radius - 9, 0, share(value)), stroke: tint, 'stroke-width': 14, fill: 'none' }) : null,
      edges.slice(0, -1).map((edge, index) => h('path', { d: arc(centre, radius, edge.from, edges[index + 1].from), stroke: edge.color, 'stroke-width': 3, fill: 'none' })),
      h('text', { x: centre[0], y: centre[1] + radius * 0.12, 'text-anchor': 'middle', class: 'gauge-figure', style: `font-size:${Math.min(30, radius * 0.48)}px;fill:${tint}` }, text(value, unit, decimals)),
      label ? h('text', { x: centre[0], y: Math.min(height - 5, centre[1] + radius * 0.72), 'text-anchor': 'middle', class: 'gauge-name' }, name) : null));
  }));
}

const property = (panel, title, id) => panel.fieldConfig.overrides.find(({ matcher }) => matcher.options === title)?.properties.find((each) => each.id === id)?.value;

export function table(panel) {
  const organize = panel.transformations.find(({ id }) => id === 'organize').options;
  const lone = panel.answers.length === 1;
  const rows = new Map();
  panel.answers.forEach((answer, index) => answer.forEach(({ labels, value }) => {
    const { __name__, ...keys } = labels;
    const key = JSON.stringify(Object.entries(keys).sort());
    rows.set(key, { ...rows.get(key), ...keys, [lone ? 'Value' : `Value #${panel.targets[index].refId}`]: value });
  }));
  const columns = Object.entries(organize.indexByName).sort(([, a], [, b]) => a - b).map(([name]) => ({ name, title: organize.renameByName[name] }));
  const { displayName, desc } = panel.options.sortBy[0];
  const by = columns.find(({ title }) => title === displayName).name;
  const order = (a, b) => (typeof a === 'string' ? a.localeCompare(b ?? '') : (a ?? -1) - (b ?? -1));
  const sorted = [...rows.values()].sort((a, b) => (desc ? -1 : 1) * order(a[by], b[by]));
  const none = panel.fieldConfig.defaults.noValue ?? '';
  return h('table', {}, h('thead', {}, h('tr', {}, columns.map(({ name, title }) => h('th', { class: name.startsWith('Value') ? 'number' : '' }, title)))),
    h('tbody', {}, sorted.map((row) => h('tr', {}, columns.map(({ name, title }) => {
      const value = row[name];
      if (!name.startsWith('Value')) {
        return h('td', { class: property(panel, title, 'links') ? 'link' : '' }, mapped(property(panel, title, 'mappings'), value)?.text ?? value ?? '');
      }
      const mapping = value === undefined ? undefined : mapped(property(panel, title, 'mappings'), value);
      const shown = value === undefined ? none : mapping?.text ?? text(value, property(panel, title, 'unit'), property(panel, title, 'decimals'));
      const cell = property(panel, title, 'custom.cellOptions')?.type;
      const tint = mapping ? colour(mapping.color) : threshold(property(panel, title, 'thresholds'), value);
      if (value !== undefined && cell === 'gauge') {
        return h('td', { class: 'number bar' }, h('i', { style: `width:${value * 60}%` }), h('b', {}, shown));
      }
      return h('td', { class: 'number' }, value !== undefined && (cell === 'color-background' || mapping?.color)
        ? h('span', { class: 'badge', style: `background:${tint}` }, shown)
        : h('span', { style: cell === 'color-text' && value !== undefined ? `color:${tint}` : '' }, shown));
    })))));
}
