// Builds elements. Values become text nodes only, so nothing a caller sends can become markup.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') {
      node.addEventListener('click', value);
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) {
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return node;
}

export function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children.flat().filter((child) => child !== null));
}

const SHAPES = { healthy: '●', warning: '▲', critical: '■', unknown: '○' };

export function health(name) {
  return element('span', { class: `health ${name in SHAPES ? name : 'unknown'}` },
    element('span', { 'aria-hidden': 'true' }, SHAPES[name] ?? SHAPES.unknown), ' ', name);
}

export function number(value, decimals = 1) {
  return value === null || value === undefined
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function percent(fraction) {
  return `${number(fraction * 100, fraction > 0 && fraction < 0.01 ? 2 : 1)} %`;
}

// Evidence spans many orders of magnitude.
export function magnitude(value) {
  return value >= 1e6 ? value.toExponential(1) : number(value, value < 100 ? 2 : 0);
}

export function time(iso) {
  const at = new Date(iso);
  return element('time', { datetime: iso, title: iso }, at.toLocaleTimeString('en-GB'));
}

export function table(headings, rows) {
  return element('div', { class: 'scroll' }, element('table', {},
    element('thead', {}, element('tr', {}, headings.map((heading) =>
      element('th', { scope: 'col', class: heading.numeric ? 'n' : null }, heading.text)))),
    element('tbody', {}, rows)));
}

export function cell(content, numeric = false) {
  return element('td', { class: numeric ? 'n' : null }, content);
}

export function empty(text, command) {
  return element('p', { class: 'empty' }, text, command ? [' ', element('code', {}, command)] : []);
}
