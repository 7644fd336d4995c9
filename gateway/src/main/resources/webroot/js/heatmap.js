// How latencies are spread over time: a cell for each piece of time and each bucket, darker where more requests lie.

import { chart } from './charts.js';
import { colour, faded } from './drawing.js';
import { millis } from './format.js';
import { times } from './series.js';

const LEAST_MILLIS = 1;

export function heatmap() {
  const inner = chart({
    id: 'heatmap', title: 'Latency heatmap', about: 'log scale, darker is more', class: 'wide-chart',
    series: [{ label: 'most requests up to', colour: 'series-1', kind: 'steps' }],
    format: (value) => `${millis(value)} ms`, log: true, paint,
  });
  return {
    node: inner.node,
    end: inner.end,
    show({ series, ...shared }) {
      inner.show({ ...shared, top: highest(series), times: times(series), values: [series.points.map((point) => tallest(series.latency_bounds_ms, point.latency_buckets))], series });
    },
  };
}

// The upper bound of the bucket that holds the most.
function tallest(bounds, counts) {
  if (!counts) {
    return null;
  }
  const most = Math.max(...counts);
  return most === 0 ? null : bounds[Math.min(counts.indexOf(most), bounds.length - 1)];
}

// The upper bound of the highest bucket that holds any.
function highest({ latency_bounds_ms: bounds, points }) {
  const used = points.reduce((most, { latency_buckets: counts }) => Math.max(most, counts ? counts.findLastIndex((count) => count > 0) : -1), -1);
  return used < 0 ? 0 : bounds[used] ?? bounds[bounds.length - 1] * 2;
}

function paint(plot, shown) {
  if (!shown?.series) {
    return;
  }
  const { latency_bounds_ms: bounds, points, step_seconds: step } = shown.series;
  const most = Math.max(1, ...points.flatMap((point) => point.latency_buckets ?? []));
  const { ctx, bbox } = plot;
  const base = colour('series-1');
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  points.forEach((point, index) => {
    if (!point.latency_buckets) {
      return;
    }
    const left = plot.valToPos(shown.times[index], 'x', true);
    const right = plot.valToPos(shown.times[index] + step, 'x', true);
    point.latency_buckets.forEach((count, bucket) => {
      if (count === 0) {
        return;
      }
      const low = Math.max(LEAST_MILLIS, bucket === 0 ? LEAST_MILLIS : bounds[bucket - 1]);
      const high = bounds[bucket] ?? low * 2;
      if (high <= low) {
        return;
      }
      const top = plot.valToPos(high, 'y', true);
      const bottom = plot.valToPos(low, 'y', true);
      // A lone slow request is to be seen beside thousands of fast ones.
      ctx.fillStyle = faded(base, 0.18 + 0.82 * (Math.log1p(count) / Math.log1p(most)));
      ctx.fillRect(left, top, Math.max(1, right - left - 1), Math.max(1, bottom - top - 1));
    });
  });
  ctx.restore();
}
