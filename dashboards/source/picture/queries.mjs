// @ts-check
// What a Grafana does with a query: fills it in and asks Prometheus.

/** What Grafana makes of a scrape every 15 s. */
const RATE_INTERVAL_SECONDS = 60;

/** @param {string} expression @param {import('../picture.mjs').Shown} shown @param {number} [points] the panel's most @returns {string} */
export function filled(expression, { model, version, from, to, step }, points) {
  const interval = stepOf(from, to, step, points);
  return expression
    .replaceAll('$__rate_interval', `${Math.max(RATE_INTERVAL_SECONDS, step)}s`)
    .replaceAll('$__range', `${to - from}s`)
    .replaceAll('$__interval', `${interval}s`)
    .replace(/\$model\b/g, model)
    .replace(/\$version\b/g, version);
}

/** @param {number} from @param {number} to @param {number} step @param {number} [points] */
const stepOf = (from, to, step, points) => (points ? Math.max(step, Math.round((to - from) / points)) : step);

/** @param {string} prometheus @param {string} resource @param {Record<string, string>} parameters */
async function ask(prometheus, resource, parameters) {
  const answer = await (await fetch(new URL(`/api/v1/${resource}?${new URLSearchParams(parameters)}`, prometheus))).json();
  if (answer.status !== 'success') {
    throw new Error(`${parameters.query}: ${answer.error}`);
  }
  return answer.data.result;
}

/**
 * Lines on a common time axis; a time without a value is null.
 * @param {string} prometheus @param {string} query @param {import('../picture.mjs').Shown} shown @param {number} [points]
 * @returns {Promise<{ labels: Record<string, string>, times: number[], values: (number | null)[] }[]>}
 */
export async function over(prometheus, query, { from, to, step }, points) {
  const interval = stepOf(from, to, step, points);
  const begin = to - Math.floor((to - from) / interval) * interval;
  const result = await ask(prometheus, 'query_range', { query, start: `${begin}`, end: `${to}`, step: `${interval}` });
  const times = Array.from({ length: Math.floor((to - begin) / interval) + 1 }, (_, index) => begin + index * interval);
  return result.map((/** @type {any} */ { metric, values }) => {
    const known = new Map(values.map((/** @type {[number, string]} */ [at, value]) => [at, Number(value)]));
    return { labels: metric, times, values: times.map((at) => (Number.isFinite(known.get(at)) ? /** @type {number} */ (known.get(at)) : null)) };
  });
}

/**
 * @param {string} prometheus @param {string} query @param {number} at
 * @param {(labels: Record<string, string>) => string} [key] what each value is kept under, for an object instead of a list
 * @returns {Promise<any>}
 */
export async function instant(prometheus, query, at, key) {
  const result = await ask(prometheus, 'query', { query, time: `${at}` });
  const rows = result.map((/** @type {any} */ { metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  return key ? Object.fromEntries(rows.map((/** @type {any} */ row) => [key(row.labels), row.value])) : rows;
}
