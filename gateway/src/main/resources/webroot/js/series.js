// Figures over time of versions and monitors, as columns for charts.

import { get, getIfThere, path, query } from './api.js';
import { span, stepSeconds } from './router.js';

const bounds = ({ from, to }, step) => ({
  from: Math.floor(from), to: Math.ceil(to), step: `${step}s`,
});

// Null where there is none. A version's own history if the gateway keeps one, else that of a monitor which watches it.
export async function versionSeries(model, version, span, { points = 120, histogram = false, monitor, signal } = {}) {
  const step = stepSeconds(span, points);
  const wanted = bounds(span, step);
  const own = await getIfThere(path('models', model, 'versions', version, 'series') + query({ ...wanted, histogram: histogram || null }), signal);
  return own ?? (monitor ? get(path('monitors', monitor, 'series') + query(wanted), signal) : null);
}

export async function monitorSeries(name, span, { points = 120, histogram = false, signal } = {}) {
  const url = path('monitors', name, 'series');
  const wanted = bounds(span, stepSeconds(span, points));
  return (histogram ? await getIfThere(url + query({ ...wanted, histogram: true }), signal) : null) ?? get(url + query(wanted), signal);
}

// One figure of all versions in one request: its values by "MODEL VERSION".
export async function allTrends(figure, span, { points = 60, signal } = {}) {
  const answer = await getIfThere(path('history', 'trends') + query({ figure, ...bounds(span, stepSeconds(span, points)) }), signal);
  return new Map((answer?.trends ?? []).map(({ model, version, values }) => [`${model} ${version}`, values]));
}

export const times = (series) => series.points.map(({ time }) => new Date(time).getTime() / 1000);

// Where a young gateway has data for less than a fifth of the time that is asked for, its charts begin with the data.
export function fitted(...all) {
  const { from, to, live } = span();
  const firsts = all.map((series) => series.points.find((point) => point.total_requests > 0)).filter(Boolean).map(({ time }) => new Date(time).getTime() / 1000);
  const covered = to - Math.min(...firsts);
  return live && firsts.length > 0 && covered < (to - from) / 5 ? { from: to - Math.max(60, covered * 1.1), to } : undefined;
}

// A piece without requests has no percentiles and no rate of errors, and before the first request there was no traffic.
export function columns(series, ...fields) {
  return fields.map((field) => series.points.map((point) => point[field] ?? null));
}

// While the gateway ran, no request is a zero; while it did not, there is nothing.
export const volume = (series) => series.points.map((point) => (point.total_requests === null ? null : point.request_rate ?? 0));

const CLASSES = ['2xx', '3xx', '4xx', '5xx', 'other'];
const classOf = (code) => (/^[2345]/.test(code) ? `${code[0]}xx` : 'other');

// Requests per second by class of status; null where the gateway does not tell them over time.
export function statusClasses(series) {
  if (!series.points.some((point) => point.status_codes)) {
    return null;
  }
  return CLASSES.slice(0, 4).map((wanted) => series.points.map((point) => {
    if (!point.status_codes || !point.total_requests) {
      return null;
    }
    // Their part of the rate: the newest point may have been recorded for a part of its time only.
    const count = Object.entries(point.status_codes).reduce((sum, [code, times]) => sum + (classOf(code) === wanted ? times : 0), 0);
    return (point.request_rate ?? 0) * (count / point.total_requests);
  }));
}
