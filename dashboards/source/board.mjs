// @ts-check
// A board: rows of panels laid out from left to right, with what all boards have in common.

import { ADMIN } from './links.mjs';
import { DATASOURCE } from './panels.mjs';
import { events, names } from './queries.mjs';

/**
 * @typedef {import('./grafana.d.ts').Dashboard} Dashboard
 * @typedef {import('./grafana.d.ts').Annotation} Annotation
 * @typedef {import('./grafana.d.ts').Variable} Variable
 * @typedef {import('./grafana.d.ts').Panel} Panel
 * @typedef {import('./grafana.d.ts').Row} Row
 * @typedef {import('./grafana.d.ts').Placed} Placed
 */

const COLUMNS = 24;
const TAG = 'inference-gateway';
/** Of Grafana 11; a later Grafana takes it over by itself. */
const SCHEMA_VERSION = 39;

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {boolean} [collapsed] shown when it is opened
 * @property {{ height: number, panels: Placed[] }[]} lines
 */

/** @param {number} height @param {...Placed} panels whose widths fill a line */
export function line(height, ...panels) {
  return { height, panels };
}

/** @param {string} name @param {string} iconColor @param {string} expr @param {string} textFormat @param {string} tagKeys @returns {Annotation} */
const mark = (name, iconColor, expr, textFormat, tagKeys) => ({
  name, iconColor, expr, textFormat, tagKeys, titleFormat: name, step: '15s', enable: true, hide: false, datasource: DATASOURCE,
});

/** @type {Annotation[]} */
const ANNOTATIONS = [
  mark('Deploy', 'blue', events.versions, 'version {{model_version}} of {{model_name}} {{framework}}', 'model_name,model_version'),
  mark('Restart of a model', 'purple', events.upstreamRestarts, '{{model}} version {{version}}', 'model,version'),
  mark('Restart of the gateway', 'purple', events.restarts, '{{instance}}', 'instance'),
  mark('Rollout', 'green', events.phases, '{{model}}: {{phase}}', 'model,phase'),
  mark('Rollback', 'red', events.rollbacks, '{{model}}: {{reason}}', 'model,reason'),
  mark('Reload', 'yellow', events.reloads, 'configuration of {{instance}}', 'instance'),
];

/** @param {string} name @param {string} label @param {string} query @param {3 | 7} sort @returns {Variable} */
const choice = (name, label, query, sort) => ({
  name, label, type: 'query', datasource: DATASOURCE, query: { query, refId: `${name}-names` }, refresh: 2, sort, hide: 0, regex: '',
  multi: true, includeAll: true, allValue: '.+', current: { text: ['All'], value: ['$__all'] }, options: [], skipUrlSync: false,
});

/** @type {Variable[]} */
const VARIABLES = [
  { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', refresh: 1, hide: 0, regex: '', multi: false, includeAll: false, options: [], skipUrlSync: false },
  choice('model', 'Model', names.models, 7),
  choice('version', 'Version', names.versions, 3),
];

/** @param {string} title @param {string} url @param {string} icon @param {string} tooltip */
const link = (title, url, icon, tooltip) => ({
  title, url, icon, tooltip, type: /** @type {const} */ ('link'), targetBlank: true, asDropdown: false, includeVars: false, keepTime: false, tags: [],
});

const LINKS = [
  { title: 'Boards', type: /** @type {const} */ ('dashboards'), tags: [TAG], asDropdown: false, includeVars: true, keepTime: true, targetBlank: false, icon: 'dashboard', tooltip: '', url: '' },
  link('Console', `${ADMIN}/`, 'external link', 'The gateway’s own pages: samples, monitors, rollouts'),
  link('Runbooks', `${ADMIN}/runbooks`, 'doc', 'What to do when an alert fires'),
];

/**
 * @param {{ uid: string, title: string, description: string, from: string, refresh: string, sections: Section[] }} of
 * @returns {Dashboard}
 */
export function board({ uid, title, description, from, refresh, sections }) {
  let id = 0;
  let y = 0;
  /** @type {(Panel | Row)[]} */
  const panels = [];
  for (const section of sections) {
    /** @type {Row} */
    const row = { id: ++id, type: 'row', title: section.title, collapsed: section.collapsed ?? false, gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 }, panels: [] };
    panels.push(row);
    for (const { height, panels: placed } of section.lines) {
      const width = placed.reduce((sum, [, w]) => sum + w, 0);
      if (width !== COLUMNS) {
        throw new Error(`${title}, ${section.title}: a line is ${width} wide, not ${COLUMNS}`);
      }
      let x = 0;
      for (const [panel, w] of placed) {
        (section.collapsed ? row.panels : panels).push({ ...panel, id: ++id, gridPos: { x, y, w, h: height } });
        x += w;
      }
      y += height;
    }
  }
  return {
    uid, title, description, tags: [TAG], editable: true, graphTooltip: 1, schemaVersion: SCHEMA_VERSION, version: 1, refresh, timezone: '',
    time: { from, to: 'now' }, timepicker: {}, fiscalYearStartMonth: 0, links: LINKS,
    templating: { list: VARIABLES },
    annotations: { list: [{
      builtIn: 1, name: 'Annotations & Alerts', type: 'dashboard', enable: true, hide: true, iconColor: 'rgba(0, 211, 255, 1)', datasource: { type: 'grafana', uid: '-- Grafana --' },
    }, ...ANNOTATIONS] },
    panels,
  };
}
