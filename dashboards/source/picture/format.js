// Numbers as Grafana writes them, and its colours.

const NAMED = { green: '#73bf69', yellow: '#f2cc0c', orange: '#ff9830', red: '#f2495c', blue: '#5794f2', purple: '#b877d9' };
export const PALETTE = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff9830', '#f2495c', '#5794f2', '#b877d9', '#37a68c', '#c4a16b', '#e0b400', '#96d98d', '#ca95e5'];

export const colour = (name) => NAMED[name] ?? name;

export function threshold({ steps } = { steps: [] }, value) {
  return colour(steps.findLast((step) => step.value === null || value >= step.value)?.color ?? 'green');
}

const fixed = (value, decimals) => {
  const size = Math.abs(value);
  const places = decimals ?? (size >= 100 || value === 0 ? 0 : size >= 10 ? 1 : 2);
  return value.toFixed(places).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
};

function scaled(value, decimals, steps) {
  const size = Math.abs(value);
  const [by, unit] = steps.findLast(([least]) => size >= least) ?? steps[0];
  return [fixed(value / by, decimals), unit];
}

// The number and its unit apart, so that the unit can be written smaller.
export function parts(value, unit, decimals) {
  if (value === null || Number.isNaN(value)) {
    return ['–', ''];
  }
  switch (unit) {
    case 'percentunit': return [fixed(value * 100, decimals), '%'];
    case 's': return value === 0 ? ['0', 's'] : scaled(value, decimals, [[1e-6, 'µs'], [1e-3, 'ms'], [1, 's'], [60, 'min'], [3600, 'h'], [86_400, 'days']]);
    case 'bytes': return scaled(value, decimals, [[1, 'B'], [1024, 'KiB'], [1024 ** 2, 'MiB'], [1024 ** 3, 'GiB']]);
    case 'reqps': return [fixed(value, decimals), 'req/s'];
    case 'reqpm': return [fixed(value, decimals), 'req/min'];
    case 'short': return Math.abs(value) >= 1000 ? scaled(value, 2, [[1, ''], [1e3, 'K'], [1e6, 'Mil']]) : [fixed(value, decimals), ''];
    default: return [fixed(value, decimals), ''];
  }
}

// On an axis: short, and with the unit only where it is one of scale.
export function tick(value, unit) {
  if (unit === 'reqps' || unit === 'reqpm') {
    return `${Math.abs(value) >= 1000 ? `${fixed(value / 1000)}K` : fixed(value)} ${unit === 'reqps' ? '/s' : '/min'}`;
  }
  return text(value, unit, unit === 'bytes' ? 0 : undefined);
}

export function text(value, unit, decimals) {
  const [number, name] = parts(value, unit, decimals);
  return name === '' ? number : name === '%' ? `${number}%` : `${number} ${name}`;
}

export function mapped(mappings, value) {
  if (Number.isNaN(value)) {
    return mappings?.find((each) => each.type === 'special' && each.options.match === 'nan')?.options.result;
  }
  return mappings?.find((each) => each.type === 'value' && value in each.options)?.options[value];
}

export function legend(format, labels) {
  if (!format || format === '__auto') {
    return Object.values(labels).filter((each) => each !== labels.__name__).join(' ');
  }
  return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => labels[name] ?? '');
}

export const clock = (seconds, step) => {
  const [date, time] = new Date(seconds * 1000).toISOString().split('T');
  return step >= 86_400 ? date.slice(5) : time.slice(0, step < 60 ? 8 : 5);
};
