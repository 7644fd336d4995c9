// A small line of figures, as SVG: it needs no library.

import { h, svg } from './dom.js';
import { ABSENT } from './format.js';

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
      lone += `M${Math.min(width - 8, Math.max(2, x(index) - 3)).toFixed(1)} ${y(value).toFixed(1)}h6`;
    }
  });
  return svg('svg', { class: `spark c-${level}`, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
    svg('path', { d: path }), lone ? svg('path', { d: lone }) : null);
}
