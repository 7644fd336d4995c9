// Figures and times as text. What is absent is a dash: no data is not zero.

export const ABSENT = '–';
const absent = (value) => value === null || value === undefined || Number.isNaN(value);

export function number(value, decimals = 0) {
  return absent(value) ? ABSENT
    : value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

// About three digits that mean something.
export function figure(value) {
  if (absent(value)) {
    return ABSENT;
  }
  const size = Math.abs(value);
  return number(value, size >= 100 || value === 0 ? 0 : size >= 10 ? 1 : 2);
}

export const rate = (value) => (absent(value) ? ABSENT : figure(value));

export function millis(value) {
  return absent(value) ? ABSENT : number(value, value < 10 ? 1 : 0);
}

export function percent(fraction) {
  if (absent(fraction)) {
    return ABSENT;
  }
  const hundredths = fraction * 100;
  const isWhole = Math.abs(hundredths - Math.round(hundredths)) < 1e-9;
  return `${number(hundredths, isWhole || hundredths >= 10 ? 0 : hundredths < 1 ? 2 : 1)} %`;
}

const raised = (digits) => [...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('');

// Evidence spans many orders of magnitude.
export function magnitude(value) {
  if (absent(value)) {
    return ABSENT;
  }
  return value >= 1e6 ? value.toExponential(1).replace(/e\+(\d+)/, (whole, power) => ` × 10${raised(power)}`) : number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

export function bytes(value) {
  if (absent(value)) {
    return ABSENT;
  }
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${number(size, unit === 0 ? 0 : 1)} ${units[unit]}`;
}

export const words = (label) => String(label ?? '').replaceAll('_', ' ');

const METRICS = {
  error_rate: 'error rate', traffic_error_rate: 'traffic error rate', request_rate: 'request rate', success_rate: 'success rate', cpu_utilization: 'CPU', memory_growth_per_hour: 'memory growth per hour',
  feature_drift_detected: 'drift of a critical feature', feature_missing_ratio: 'missing feature', prediction_median_shift_24h: 'shift of the median prediction in 24 h',
  p50_latency_ms: 'p50', p90_latency_ms: 'p90', p95_latency_ms: 'p95', p99_latency_ms: 'p99',
};

// What a figure of it is counted in; '%' for fractions, '' for what has no unit.
export function metricUnit(metric) {
  const name = String(metric);
  return name === 'request_rate' ? 'req/s' : name === 'requests_per_minute' ? 'req/min' : name.endsWith('_ms') ? 'ms'
    : /_rate$|_ratio$|_utilization$|_per_hour$/.test(name) ? '%' : '';
}

export const metricName = (metric) => METRICS[metric] ?? words(metric);

export function metricValue(metric, value) {
  if (absent(value)) {
    return 'no data';
  }
  const unit = metricUnit(metric);
  return unit === '%' ? percent(value) : unit === 'ms' ? `${millis(value)} ms` : unit ? `${value.toLocaleString('en', { maximumSignificantDigits: 3 })} ${unit}`
    : metric === 'no_requests' ? (value > 0 ? 'none came' : 'some came') : figure(value);
}

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min`;
  }
  const both = (large, size, small, part) => [[Math.floor(whole / size), large], [Math.floor((whole % size) / part), small]]
    .filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`).join(' ');
  return whole < 86_400 ? both('h', 3600, 'min', 60) : both('d', 86_400, 'h', 3600);
}

export function relative(at, now = Date.now()) {
  const seconds = (now - at) / 1000;
  if (Math.abs(seconds) < 1.5) {
    return 'now';
  }
  return seconds > 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
}

const pad = (value) => String(value).padStart(2, '0');
export const clock = (at) => `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
export const day = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
export const exact = (at) => `${day(at)} ${clock(at)}`;

// What k bad ones of n say of the rate: Wilson's score interval at 95 % (Wilson, JASA 22, 1927).
export function wilson(bad, n) {
  if (!n) {
    return null;
  }
  const z = 1.959964;
  const p = bad / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
