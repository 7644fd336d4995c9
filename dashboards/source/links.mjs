// @ts-check
// Where links lead: the gateway's admin listener and the runbooks that it serves.

import { readdirSync, readFileSync } from 'node:fs';

const RULES = new URL('../prometheus/', import.meta.url);

export const ADMIN = 'http://127.0.0.1:9901';

/** @typedef {import('./grafana.d.ts').Link} Link */

/** @param {string} name of a runbook, as in dashboards/runbooks @returns {Link} */
export function runbook(name) {
  return { title: `Runbook: ${name}`, url: `${ADMIN}/runbooks/${name}`, targetBlank: true };
}

/** Which runbook an alert of the pack names, by the alert. @type {Readonly<Record<string, string>>} */
export const RUNBOOKS = Object.freeze(Object.fromEntries(readdirSync(RULES).filter((name) => name.endsWith('-rules.yml'))
  .flatMap((name) => readFileSync(new URL(name, RULES), 'utf8').split(/^ *- alert: /m).slice(1))
  .map((rule) => [rule.match(/^\w+/)?.[0] ?? '', rule.match(/runbook_url: '?[^\n?']*\/runbooks\/([a-z0-9-]+)/)?.[1] ?? ''])
  .sort()));

/** The version's page in the console, by the labels of the series under the cursor. @returns {Link} */
export function versionPage(model = '${__field.labels.model}', version = '${__field.labels.version}') {
  return { title: 'This version in the console', url: `${ADMIN}/#/models/${model}/${version}`, targetBlank: true };
}

/** @returns {Link} */
export function rolloutPage(model = '${__field.labels.model}') {
  return { title: 'This rollout in the console', url: `${ADMIN}/#/rollouts/${model}`, targetBlank: true };
}

/** The endpoints' board, for one version, over the same time. @returns {Link} */
export function endpointsBoard(model = '${__field.labels.model}', version = '${__field.labels.version}') {
  return {
    title: 'This version on Model endpoints',
    url: `/d/igw-endpoints?var-model=${model}&var-version=${version}&\${__url_time_range}`,
    targetBlank: false,
  };
}
