// Tables that sort, filter and copy. Which column sorts and what the filter says stands in the URL, under the table's id.

import { h } from './dom.js';
import { copyText, say } from './parts.js';
import { current, patch } from './router.js';

const collator = new Intl.Collator('en', { numeric: true });

// columns: { id, text, numeric, minor, value(row), cell(row) }; value sorts, filters and copies.
// `minor` ones give way on a narrow screen, `spare` ones where there is no room to spare.
export function table({ id, label, columns, rows, key, rowClass, empty, filter = false, tools = true, order }) {
  const { query } = current();
  const sortName = `${id}.sort`;
  const sort = query[sortName] ?? order ?? '';
  const needle = (filter ? query[`${id}.q`] ?? '' : '').trim().toLowerCase();
  const shown = sorted(filtered(rows, columns, needle), columns, sort);
  return h('div', { class: 'table', 'data-key': `table-${id}` },
    filter && rows.length > 0 ? h('div', { class: 'table-tools' }, filterField(id, label), needle ? h('span', { class: 'quiet' }, `${shown.length} of ${rows.length}`) : null) : null,
    rows.length === 0 ? empty : h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
      h('table', {},
        h('thead', {}, h('tr', {}, columns.map((column) => heading(column, sort, sortName)))),
        h('tbody', {}, shown.map((row) => h('tr', { 'data-key': key ? `row-${key(row)}` : null, class: rowClass?.(row) },
          columns.map((column) => h('td', { class: classes(column) }, column.cell(row)))))))),
    rows.length > 0 && shown.length === 0 ? h('p', { class: 'quiet none' }, 'Nothing matches the filter.') : null,
    tools && rows.length > 0 ? h('div', { class: 'table-foot' }, h('span', {}, shown.length === 1 ? '1 row' : `${shown.length} rows`),
      h('button', { type: 'button', class: 'plain', title: `Copy ${label} as tab-separated text`, onclick: () => copy(columns, shown) }, 'Copy')) : null);
}

const classes = (column) => [column.numeric ? 'n' : '', column.minor ? 'minor' : '', column.spare ? 'spare' : '', column.wide ? 'wide' : ''].join(' ').trim() || null;

function heading(column, sort, sortName) {
  if (!column.value || column.fixed) {
    return h('th', { scope: 'col', class: classes(column) }, column.text || h('span', { class: 'unseen' }, column.label ?? 'actions'));
  }
  const direction = sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : 'none';
  const next = direction === 'ascending' ? `-${column.id}` : direction === 'descending' ? '' : column.numeric ? `-${column.id}` : column.id;
  const other = direction === 'descending' && column.numeric ? column.id : direction === 'ascending' && column.numeric ? '' : next;
  return h('th', { scope: 'col', class: classes(column), 'aria-sort': direction },
    h('button', { type: 'button', class: 'sort', onclick: () => patch({ [sortName]: other || null }, { replace: true }) },
      column.text, h('span', { class: `arrow ${direction}`, 'aria-hidden': 'true' })));
}

function filterField(id, label) {
  const name = `${id}.q`;
  const field = h('input', {
    type: 'search', placeholder: 'Filter', 'aria-label': `Filter ${label}`, value: current().query[name] ?? '',
    oninput: (event) => patch({ [name]: event.target.value || null }, { replace: true }),
  });
  return field;
}

function filtered(rows, columns, needle) {
  return needle === '' ? rows : rows.filter((row) => columns.some((column) =>
    column.value && String(column.value(row) ?? '').toLowerCase().includes(needle)));
}

function sorted(rows, columns, sort) {
  const column = columns.find(({ id }) => id === sort.replace(/^-/, ''));
  if (!column?.value) {
    return rows;
  }
  const sign = sort.startsWith('-') ? -1 : 1;
  // What is absent comes last, whichever way.
  return [...rows].sort((left, right) => {
    const a = column.value(left);
    const b = column.value(right);
    if (a === null || a === undefined || b === null || b === undefined) {
      return (a === null || a === undefined ? 1 : 0) - (b === null || b === undefined ? 1 : 0);
    }
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));
  });
}

async function copy(columns, rows) {
  const kept = columns.filter((column) => column.value);
  const clean = (value) => String(value ?? '').replace(/[\t\r\n]+/g, ' ');
  await copyText([kept.map((column) => column.text), ...rows.map((row) => kept.map((column) => column.value(row)))]
    .map((cells) => cells.map(clean).join('\t')).join('\n'));
  say(`Copied ${rows.length} rows`);
}
