// @ts-check
// Writes the boards as Grafana reads them: node dashboards/source/generate.mjs. With --check it writes nothing, and fails if a file is not what it would write.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { capacity } from './capacity.mjs';
import { endpoints } from './endpoints.mjs';
import { rollouts } from './rollouts.mjs';
import { triage } from './triage.mjs';

const folder = new URL('../grafana/', import.meta.url);
const boards = { 'endpoints.json': endpoints, 'triage.json': triage, 'rollouts.json': rollouts, 'capacity.json': capacity };
const given = process.argv.slice(2);
const unknown = given.find((each) => each !== '--check');
if (unknown !== undefined) {
  console.error(`generate: '${unknown}' is not known here; usage: node generate.mjs [--check]`);
  process.exit(2);
}
const checking = given.includes('--check');

/** @param {string} name */
const written = (name) => {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return '';
  }
};

const stale = [];
for (const [name, dashboard] of Object.entries(boards)) {
  const text = `${JSON.stringify(dashboard, null, 2)}\n`;
  if (text === written(name)) {
    continue;
  }
  stale.push(name);
  if (!checking) {
    writeFileSync(new URL(name, folder), text);
  }
}
const strange = readdirSync(folder).filter((name) => name.endsWith('.json') && !(name in boards));
for (const name of strange) {
  console.error(`${fileURLToPath(new URL(name, folder))}: no module of dashboards/source writes this board`);
}
if (checking && stale.length > 0) {
  console.error(`${stale.join(', ')}: not what dashboards/source says; run node dashboards/source/generate.mjs`);
}
if (strange.length > 0 || (checking && stale.length > 0)) {
  process.exitCode = 1;
} else {
  console.log(`${Object.keys(boards).length} boards: ${checking || stale.length === 0 ? 'as their source says' : `wrote ${stale.join(', ')}`}`);
}
