// Where the reader is: everything that changes what is shown stands in the URL's fragment, so that back works and a
// pasted link opens the same view. The time range is carried from page to page.

const RANGES = { '15m': 900, '1h': 3600, '6h': 21_600, '1d': 86_400, '7d': 604_800, '30d': 2_592_000 };
export const RANGE_LABELS = Object.keys(RANGES);
const DEFAULT_RANGE = '1h';
const CARRIED = ['range', 'from', 'to'];

export function current() {
  const [path, search = ''] = location.hash.replace(/^#/, '').split('?', 2);
  return {
    path: path || '/',
    segments: path.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function href(segments, parameters = {}) {
  const { query } = current();
  const carried = Object.fromEntries(CARRIED.filter((name) => query[name]).map((name) => [name, query[name]]));
  return hash(`/${segments.map((each) => encodeURIComponent(each)).join('/')}`, { ...carried, ...parameters });
}

function hash(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(given).toString();
  return `#${path}${search ? `?${search}` : ''}`;
}

export function go(segments, parameters) {
  location.hash = href(segments, parameters);
}

// Changes parameters of this page; null takes one away. Typing in a filter makes no new entry of the history.
export function patch(parameters, { replace = false } = {}) {
  const { path, query } = current();
  const next = hash(path, { ...query, ...parameters });
  if (next === location.hash) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', next);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = next;
  }
}

// The stretch of time that charts show, in epoch seconds; `live` while it ends now.
export function span() {
  const { query } = current();
  const from = Number(query.from);
  const to = Number(query.to);
  if (Number.isFinite(from) && Number.isFinite(to) && query.from && from < to) {
    return { from, to, live: false, label: 'zoomed' };
  }
  const label = query.range in RANGES ? query.range : DEFAULT_RANGE;
  const now = Date.now() / 1000;
  return { from: now - RANGES[label], to: now, live: true, label };
}

// History lies in stretches of ten seconds; about a hundred and twenty points make a line.
export function stepSeconds({ from, to }, points = 120) {
  const rough = (to - from) / points;
  return [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200].find((step) => step >= rough) ?? 86_400;
}
