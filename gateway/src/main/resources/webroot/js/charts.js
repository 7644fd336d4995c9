// Time charts on uPlot: one shared cursor, zoom by dragging, thresholds where they bite, marks of events, gaps that stay
// gaps. uPlot is loaded with the first chart.

import { h, morph, svg } from './dom.js';
import { ABSENT, clock, day, exact } from './format.js';
import { save } from './parts.js';
import { patch, span } from './router.js';

const HEIGHT = 168;
const SYNC = 'time';

let loading = null;
const library = () => (loading ??= import('../uplot/uPlot.esm.js').then((module) => module.default));

// A colour of the stylesheet as canvas takes it; asked again when the theme changes.
export function colour(name) {
  const probe = document.getElementById('probe');
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export function faded(rgb, alpha) {
  const [red, green, blue] = rgb.match(/[\d.]+/g);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

const charts = new Set();

// 5 % and not 5.0 % where only the place on a scale is meant.
const trimmed = (text) => text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');

// Limits at the same height are one line with both names.
function merged(thresholds) {
  const lines = new Map();
  for (const { value, label, level } of thresholds) {
    const there = lines.get(value);
    lines.set(value, there ? { ...there, label: `${there.label}, ${label}`, level: level === 'critical' ? level : there.level } : { value, label, level });
  }
  return lines.values();
}

// Everything that is drawn, drawn again: colours are of another theme, or the page has another width.
export function redraw() {
  charts.forEach((chart) => chart.rebuild());
}

// spec: { id, title, about, series: [{ label, colour, dash, kind: 'line' | 'bars' | 'steps', fill }], format(value), stacked,
// log, zero, height, paint(plot, data) }. `show({ times, values, thresholds, marks })` gives it data.
export function chart(spec) {
  const plotted = h('div', { class: 'plot', 'data-own': true });
  const legend = h('div', { class: 'legend' });
  const none = h('p', { class: 'no-data' }, 'No requests in this time');
  const node = h('figure', { class: `card chart ${spec.class ?? ''}`, id: `chart-${spec.id}`, 'data-own': true },
    h('figcaption', { class: 'card-head' }, h('h2', {}, spec.title), spec.about ? h('p', { class: 'quiet' }, spec.about) : null,
      h('div', { class: 'aside' },
        h('button', { type: 'button', class: 'plain', title: `Save ${spec.title} as an image`, onclick: () => image() }, 'PNG'),
        h('button', { type: 'button', class: 'plain', title: `Save ${spec.title} as a table`, onclick: () => sheet() }, 'CSV'))),
    h('div', { class: 'plot-box' }, plotted, none), legend);
  let plot = null;
  let shown = null;
  let width = 0;

  function show(data) {
    shown = data;
    node.classList.toggle('empty-chart', data.times.length === 0 || data.values.every((line) => line.every((value) => value === null)));
    if (plot === null) {
      build();
      return;
    }
    plot.setData(prepared(), false);
    const { from, to } = range();
    plot.setScale('x', { min: from, max: to });
    tell(plot.cursor.idx);
    describe();
  }

  const range = () => {
    const { from, to } = shown.span ?? span();
    return { from, to };
  };

  // Bars lie over each other: the whole first, then what is left without the topmost.
  function prepared() {
    if (!spec.stacked) {
      return [shown.times, ...shown.values];
    }
    const sums = shown.values.map((line, index) => line.map((value, at) => (value === null ? null
      : shown.values.slice(0, index + 1).reduce((sum, other) => sum + (other[at] ?? 0), 0))));
    return [shown.times, ...sums.reverse()];
  }

  async function build() {
    const uPlot = await library();
    if (plot !== null || shown === null || !node.isConnected) {
      return;
    }
    width = plotted.clientWidth;
    plot = new uPlot(options(uPlot), prepared(), plotted);
    charts.add(handle);
    tell(null);
    describe();
  }

  function options(uPlot) {
    const lines = spec.stacked ? [...spec.series].reverse() : spec.series;
    const text = colour('quiet');
    const grid = { stroke: colour('grid'), width: 1 };
    const font = '11px system-ui, sans-serif';
    const { from, to } = range();
    return {
      width,
      height: spec.height ?? HEIGHT,
      padding: [10, 22, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        sync: { key: SYNC, setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        bind: { dblclick: () => () => patch({ from: null, to: null }) },
      },
      scales: {
        x: { time: true, range: (self, low, high) => [low ?? from, high ?? to] },
        y: spec.log ? { distr: 3, range: (self, low, high) => reach(low, high, true) } : { range: (self, low, high) => reach(low, high, false) },
      },
      axes: [
        { stroke: text, grid, ticks: { show: false }, font, size: 26, space: 80, values: (self, ticks) => ticks.map((at) => tickText(at)) },
        { stroke: text, grid, ticks: { show: false }, font, size: 58, space: 30, values: (self, ticks) => ticks.map((value) => (value === null ? '' : trimmed(spec.format(value)))) },
      ],
      series: [{}, ...lines.map((line) => styled(uPlot, line))],
      hooks: {
        drawClear: [(self) => spec.paint?.(self, shown)],
        draw: [drawThresholds, drawMarks],
        setCursor: [(self) => tell(self.cursor.idx)],
        setSelect: [zoom],
      },
    };
  }

  function tickText(at) {
    const { from, to } = range();
    const time = new Date(at * 1000);
    return to - from > 172_800 ? day(time).slice(5) : clock(time).slice(0, to - from > 600 ? 5 : 8);
  }

  // Thresholds are in sight once the data comes near them; a line at rest fills a fifth of the height.
  function reach(low, high, log) {
    const limits = (shown.thresholds ?? []).map(({ value }) => value);
    const top = Math.max(high ?? 0, spec.least ?? 0, shown.top ?? 0);
    const near = limits.filter((value) => spec.allThresholds || value <= top * 3);
    if (log) {
      return [Math.min(low ?? 1, 1), Math.max(top, ...near, 10) * 2];
    }
    return [0, (Math.max(top, ...near) || 1) * 1.12];
  }

  function styled(uPlot, line) {
    const stroke = colour(line.colour);
    const bars = line.kind === 'bars';
    return {
      label: line.label,
      stroke: bars ? undefined : stroke,
      width: bars ? 0 : 1.75,
      dash: line.dash,
      fill: bars ? faded(stroke, line.solid ? 0.9 : 0.55) : line.fill ? faded(stroke, 0.14) : undefined,
      paths: bars ? uPlot.paths.bars({ size: [0.86, 40], align: 1 }) : line.kind === 'steps' ? uPlot.paths.stepped({ align: 1 }) : undefined,
      // A lone point between gaps would be no line at all.
      points: { show: bars || line.kind === 'steps' ? false : (self, index, first, last) => (last - first < 40), size: 4, fill: stroke },
      spanGaps: false,
    };
  }

  function drawThresholds(self) {
    const { ctx, bbox } = self;
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.lineWidth = devicePixelRatio;
    for (const { value, label, level } of merged(shown.thresholds ?? [])) {
      const y = Math.round(self.valToPos(value, 'y', true)) + 0.5;
      if (y >= bbox.top && y <= bbox.top + bbox.height) {
        ctx.strokeStyle = ctx.fillStyle = colour(level);
        ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
        ctx.fillText(label, bbox.left + 6 * devicePixelRatio, y - 2 * devicePixelRatio);
      }
    }
    ctx.restore();
  }

  function drawMarks(self) {
    const { ctx, bbox } = self;
    ctx.save();
    ctx.setLineDash([]);
    ctx.lineWidth = devicePixelRatio;
    for (const { at, level } of shown.marks ?? []) {
      const x = Math.round(self.valToPos(at, 'x', true)) + 0.5;
      if (x >= bbox.left && x <= bbox.left + bbox.width) {
        ctx.strokeStyle = ctx.fillStyle = colour(level);
        ctx.globalAlpha = 0.65;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.globalAlpha = 1;
        const side = 4 * devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(x - side, bbox.top - side);
        ctx.lineTo(x + side, bbox.top - side);
        ctx.lineTo(x, bbox.top + side / 2);
        ctx.fill();
      }
    }
    ctx.restore();
  }

  function zoom(self) {
    const { left, width: wide } = self.select;
    if (wide < 8) {
      return;
    }
    const from = Math.floor(self.posToVal(left, 'x'));
    const to = Math.ceil(self.posToVal(left + wide, 'x'));
    self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    if (to - from >= 20 && !shown.span) {
      patch({ from, to });
    }
  }

  // The legend tells the values under the cursor, or the newest ones.
  function tell(index) {
    if (shown === null) {
      return;
    }
    const at = index ?? newest();
    const mark = index === null || index === undefined ? null : nearest(shown.times[index]);
    morph(legend, spec.series.map((line, which) => h('span', { class: 'key' },
      swatch(line), ' ', line.label, ' ', h('b', {}, valueText(shown.values[which]?.[at])))),
    h('span', { class: 'when' }, mark ? mark.text : index === null || index === undefined || shown.times[at] === undefined ? '' : exact(new Date(shown.times[at] * 1000))));
  }

  const valueText = (value) => (value === null || value === undefined ? ABSENT : spec.format(value));

  function newest() {
    for (let at = shown.times.length - 1; at >= 0; at -= 1) {
      if (shown.values.some((line) => line[at] !== null && line[at] !== undefined)) {
        return at;
      }
    }
    return -1;
  }

  function nearest(at) {
    const { from, to } = range();
    return (shown.marks ?? []).find((mark) => Math.abs(mark.at - at) <= (to - from) / 100);
  }

  function describe() {
    const at = newest();
    const text = at < 0 ? 'no data' : spec.series.map((line, which) => `${line.label} ${valueText(shown.values[which]?.[at])}`).join(', ');
    plotted.setAttribute('role', 'img');
    plotted.setAttribute('aria-label', `${spec.title}: ${text}`);
  }

  function image() {
    const source = plotted.querySelector('canvas');
    const canvas = document.createElement('canvas');
    const head = 28 * devicePixelRatio;
    canvas.width = source.width;
    canvas.height = source.height + head;
    const ctx = canvas.getContext('2d');
    ctx.fillStyle = colour('card');
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.fillStyle = colour('text');
    ctx.font = `600 ${13 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.fillText(`${shown.subject ?? ''} ${spec.title}`.trim(), 10 * devicePixelRatio, 19 * devicePixelRatio);
    ctx.drawImage(source, 0, head);
    canvas.toBlob((blob) => save(`${fileName()}.png`, 'image/png', blob));
  }

  function sheet() {
    const quoted = (value) => (/[",\n]/.test(value) || /^[=+@-]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const rows = shown.times.map((at, index) => [new Date(at * 1000).toISOString(), ...shown.values.map((line) => line[index] ?? '')]);
    save(`${fileName()}.csv`, 'text/csv', [['time', ...spec.series.map(({ label }) => quoted(label))], ...rows].map((row) => row.join(',')).join('\n'));
  }

  const fileName = () => `${shown.subject ?? 'igw'}-${spec.id}`.replace(/[^A-Za-z0-9._-]+/g, '-');

  const handle = {
    node,
    show,
    rebuild() {
      if (plot !== null) {
        plot.destroy();
        charts.delete(handle);
        plot = null;
        build();
      }
    },
    fit() {
      if (plot !== null && plotted.clientWidth > 0 && plotted.clientWidth !== width) {
        width = plotted.clientWidth;
        plot.setSize({ width, height: spec.height ?? HEIGHT });
      }
    },
    end() {
      sizes.unobserve(plotted);
      plot?.destroy();
      charts.delete(handle);
      plot = null;
      shown = null;
    },
  };
  fits.set(plotted, handle);
  sizes.observe(plotted);
  return handle;
}

const fits = new WeakMap();
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => fits.get(target)?.fit()));

function swatch(line) {
  return svg('svg', { class: `swatch c-${line.colour}`, viewBox: '0 0 14 8', 'aria-hidden': 'true' },
    line.kind === 'bars' ? svg('rect', { x: 2, y: 0, width: 10, height: 8, rx: 1.5 })
      : svg('path', { d: 'M0 4H14', 'stroke-dasharray': line.dash ? line.dash.map((each) => each / 2).join(' ') : null }));
}

// A line without axes, for a row of a table; pieces without requests leave it broken.
export function sparkline(values, level = 'accent', label = '') {
  const width = 120;
  const height = 26;
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length === 0) {
    return h('span', { class: 'quiet' }, ABSENT);
  }
  const top = Math.max(...known) || 1;
  const x = (index) => (values.length === 1 ? width : (index / (values.length - 1)) * (width - 4) + 2);
  const y = (value) => height - 3 - (value / top) * (height - 6);
  let path = '';
  let lone = '';
  values.forEach((value, index) => {
    if (value === null || value === undefined) {
      return;
    }
    const joined = values[index - 1] !== null && values[index - 1] !== undefined;
    const goesOn = values[index + 1] !== null && values[index + 1] !== undefined;
    path += `${joined ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    if (!joined && !goesOn) {
      lone += `M${x(index).toFixed(1)} ${y(value).toFixed(1)}h.01`;
    }
  });
  return svg('svg', { class: `spark c-${level}`, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
    svg('path', { d: path }), lone ? svg('path', { d: lone, class: 'dot' }) : null);
}
