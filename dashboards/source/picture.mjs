// @ts-check
// Draws the boards as they look on live data, without a Grafana: asks a Prometheus each panel's queries and lets Chromium draw the answers.
// For the pictures in the documents; gateway/src/test/…/pack/BoardPictures runs it on a live gateway.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filled, instant, over } from './picture/queries.mjs';

const USAGE = 'usage: node picture.mjs --prometheus URL [--at SECONDS] [--history-at SECONDS] [--minutes N] [--out FOLDER] [--board NAME] [--theme dark|light]';
const WIDTH = 1560;
const LONG_TERM = { capacity: 7 * 24 * 60 };
const clients = createRequire(new URL('../../gateway/src/test/clients/package.json', import.meta.url));
const file = (/** @type {string} */ name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const onPath = (/** @type {string} */ program) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program)).find(existsSync);

const { values: given } = parseArgs({ options: {
  prometheus: { type: 'string' }, at: { type: 'string' }, 'history-at': { type: 'string' }, minutes: { type: 'string', default: '10' }, out: { type: 'string', default: fileURLToPath(new URL('../pictures/', import.meta.url)) },
  board: { type: 'string' }, theme: { type: 'string', default: 'dark' },
} });
if (!given.prometheus) {
  console.error(USAGE);
  process.exit(2);
}

const chromium = onPath('chromium');
if (!chromium || !existsSync(new URL('../../gateway/src/test/clients/node_modules/puppeteer-core', import.meta.url))) {
  console.error('picture: needs chromium on the PATH, and `npm ci --ignore-scripts` in gateway/src/test/clients');
  process.exit(2);
}

/** @typedef {{ model: string, version: string, from: number, to: number, step: number }} Shown */

/** A closed row of a board, drawn as a picture of its own. @type {Record<string, { board: string, row: string }>} */
const ROWS = { generative: { board: 'endpoints', row: 'Generative models' } };

/** @param {string} picture @returns {Promise<object>} a board, or a row of one, with its answers, as the page draws it */
async function answered(picture) {
  const name = ROWS[picture]?.board ?? picture;
  const board = JSON.parse(file(`../grafana/${name}.json`));
  const prometheus = given.prometheus ?? '';
  const longTerm = LONG_TERM[/** @type {keyof LONG_TERM} */ (name)];
  const minutes = longTerm ?? Number(given.minutes);
  const at = (longTerm && given['history-at']) ?? given.at;
  const to = Math.floor(at ? Number(at) : Date.now() / 1000);
  const step = Math.max(1, Math.round(minutes * 60 / 240));
  /** @type {Shown} */
  const shown = { model: '.+', version: '.+', from: to - minutes * 60, to, step };
  const versions = Object.keys(await instant(prometheus, 'count by (version) (inference_gateway_in_flight)', to, (/** @type {Record<string, string>} */ labels) => labels.version ?? ''));
  const panels = [];
  for (const panel of (ROWS[picture] ? opened(board, ROWS[picture].row) : board.panels).flatMap((/** @type {any} */ each) => (each.repeat ? repeats(each, versions) : [each]))) {
    const answers = [];
    for (const target of panel.targets ?? []) {
      const query = filled(target.expr, panel.chosen ? { ...shown, version: panel.chosen } : shown, panel.maxDataPoints);
      answers.push(target.range ? await over(prometheus, query, shown, panel.maxDataPoints) : await instant(prometheus, query, to));
    }
    panels.push({ ...panel, answers });
  }
  /** @type {{ at: number, color: string, name: string }[]} */
  const marks = [];
  for (const annotation of board.annotations.list.filter((/** @type {any} */ each) => each.expr)) {
    for (const { times, values } of await over(prometheus, filled(annotation.expr, shown), shown)) {
      times.filter((/** @type {number} */ _, /** @type {number} */ index) => values[index] !== null).forEach((/** @type {number} */ at) => marks.push({ at, color: annotation.iconColor, name: annotation.name }));
    }
  }
  return { title: board.title, panels, marks, from: shown.from, to, minutes, boards: ['Model endpoints', 'Triage', 'Rollouts', 'Capacity'] };
}

/** @param {any} board @param {string} title */
function opened(board, title) {
  const row = board.panels.find((/** @type {any} */ each) => each.type === 'row' && each.title === title);
  const top = row.gridPos.y;
  return [{ ...row, collapsed: false }, ...row.panels].map((each) => ({ ...each, gridPos: { ...each.gridPos, y: each.gridPos.y - top } }));
}

/** @param {any} panel @param {string[]} values */
function repeats(panel, values) {
  const width = Math.floor(panel.gridPos.w / values.length);
  return values.map((value, index) => ({
    ...panel, chosen: value, title: panel.title.replace('$version', value), gridPos: { ...panel.gridPos, x: index * width, w: width },
  }));
}

const library = `data:text/javascript;base64,${Buffer.from(file('../../gateway/src/main/resources/webroot/vendor/uplot/uPlot.esm.js')).toString('base64')}`;
const style = file('../../gateway/src/main/resources/webroot/vendor/uplot/uPlot.min.css') + file('picture/board.css');
const drawing = ['format', 'figures', 'plots', 'page'].map((name) => [name, file(`picture/${name}.js`)]);
const imports = Object.fromEntries([['uplot', library], ...drawing.map(([name, text = '']) => [name, `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`])]);

const profile = mkdtempSync(join(tmpdir(), 'board-picture-'));
const puppeteer = clients('puppeteer-core');
const browser = await (puppeteer.default ?? puppeteer).launch({
  executablePath: chromium, userDataDir: profile, env: { ...process.env, TMPDIR: profile },
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars'],
});
try {
  mkdirSync(given.out, { recursive: true });
  for (const name of ['endpoints', 'generative', 'triage', 'rollouts', 'capacity'].filter((each) => !given.board || each === given.board)) {
    const page = await browser.newPage();
    page.on('pageerror', (/** @type {Error} */ error) => { throw error; });
    await page.setViewport({ width: WIDTH, height: 800, deviceScaleFactor: 1 });
    await page.setContent(`<!doctype html><html data-theme="${given.theme}"><head><meta charset="utf-8"><style>${style}</style>
      <script type="importmap">${JSON.stringify({ imports })}</script></head><body></body></html>`);
    await page.evaluate(async (/** @type {object} */ board, /** @type {string} */ drawing) => (await import(drawing)).draw(board), await answered(name), 'page');
    const body = await page.$('body');
    const picture = join(given.out, `${name}.png`);
    writeFileSync(picture, await body.screenshot());
    if (onPath('pngquant')) {
      execFileSync('pngquant', ['--force', '--speed', '1', '--output', picture, '128', picture]);
    }
    console.log(`${picture}: ${Math.round(statSync(picture).size / 1024)} KiB`);
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
