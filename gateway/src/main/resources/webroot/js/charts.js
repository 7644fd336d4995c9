// Time charts on uPlot: one shared cursor, zoom by dragging, thresholds where they bite, marks of events, gaps that stay
// gaps. uPlot is loaded with the first chart.

import { h, morph, svg } from './dom.js';
import { colour, drawMarks, drawThresholds, faded, trimmed } from './drawing.js';
import { ABSENT, clock, day, exact } from './format.js';
import { save } from './parts.js';
import { patch, span } from './router.js';

const HEIGHT = 168;
const SYNC = 'time';

let loading = null;
const library = () => (loading ??= import('../uplot/uPlot.esm.js').then((module) => module.default));

const charts = new Set();

// Everything that is drawn, drawn again: colours are of another theme, or the page has another width.
export function redraw() {
  charts.forEach((chart) => chart.rebuild());
}

// spec: { id, title, about, series: [{ label, colour, dash, kind: 'line' | 'bars' | 'steps', fill }], format(value), stacked,
// log, least, height, fixed, paint(plot, data) }. `show({ times, values, thresholds, marks, span })` gives it data; `span` where it
// is not the page's, `fixed` where dragging does not zoom.
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
        draw: [(self) => drawThresholds(self, shown.thresholds), (self) => drawMarks(self, shown.marks)],
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

  function zoom(self) {
    const { left, width: wide } = self.select;
    if (wide < 8) {
      return;
    }
    const from = Math.floor(self.posToVal(left, 'x'));
    const to = Math.ceil(self.posToVal(left + wide, 'x'));
    self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    if (to - from >= 10 && !spec.fixed) {
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
