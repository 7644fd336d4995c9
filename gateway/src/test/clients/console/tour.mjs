// A person's way through the console of a gateway under traffic; prints what was seen as one line of JSON.
// Arguments: admin URL, pid of its gateway (which is killed at the end), admin URL with tokens, its viewer token,
// folder for screenshots, folder of the browser.

import { readdirSync } from 'node:fs';
import { click, fill, inaccessible, launch, openPage, overflow, text, until, untilText, visit } from './browser.mjs';

const [, , admin, pid, guarded, viewerToken, pictures, profile] = process.argv;

// What each page must say before it counts as shown.
const PAGES = {
  overview: ['/', 'models and versions'], monitors: ['/monitors', 'fraud-v1'], monitor: ['/monitors/fraud-v1?range=15m&with=2', 'recent samples'],
  version: ['/models/fraud/1?range=15m', 'recent samples'], rollouts: ['/rollouts', 'rolled back'], rollout: ['/rollouts/fraud', 'side by side'],
  alerts: ['/alerts', 'notifications'], samples: ['/samples', 'request id'], quality: ['/quality', 'nothing is looked at'], config: ['/config', 'in force'],
};
// Contrast is computed from the stylesheet as well; these have most on them.
const DARK_TOO = ['overview', 'monitor', 'rollout'];
const HOSTILE = '<img src=x onerror="window.hacked=1">';

const seen = { pages: {}, took: {} };
const wrong = [];
const browser = await launch(profile);

async function stage(name, run) {
  const from = Date.now();
  try {
    await run();
  } catch (error) {
    error.message = `${name}: ${error.message}`;
    throw error;
  }
  seen.took[name] = Date.now() - from;
}

const page = await openPage(browser, wrong);
const hash = () => page.evaluate(() => location.hash);
const settled = () => until(page, () => [...document.querySelectorAll('.chart')].every((node) => node.hidden || node.closest('[hidden]') || node.querySelector('canvas')));
const post = (path, body) => fetch(admin + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

try {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await page.setViewport({ width: 1280, height: 800 });

  await stage('first view', async () => {
    const client = await page.createCDPSession();
    await client.send('Network.enable');
    const sizes = new Map();
    const paths = new Map();
    client.on('Network.responseReceived', ({ requestId, response }) => paths.set(requestId, new URL(response.url).pathname));
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
    await page.goto(admin);
    await untilText(page, 'rolled back');
    const own = [...paths].filter(([, path]) => !path.startsWith('/api/'));
    seen.firstView = { bytes: own.reduce((sum, [id]) => sum + (sizes.get(id) ?? 0), 0), files: own.length, foreign: [...paths.values()].filter((path) => !path.startsWith('/')) };
    await client.detach();
  });

  await stage('every page, three ways', async () => {
    for (const [name, [where, wanted]] of Object.entries(PAGES)) {
      await visit(page, where, wanted);
      await settled();
      await until(page, () => !document.body.classList.contains('stale'));
      const look = { text: await text(page), overflow: {}, axe: await inaccessible(page), outwards: await page.$$eval('.head a[target=_blank]', (links) => links.map((link) => link.href)) };
      await page.screenshot({ path: `${pictures}/${name}-light.png`, fullPage: true });
      look.overflow[1280] = await overflow(page);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      look.axeDark = DARK_TOO.includes(name) ? await inaccessible(page, ['color-contrast']) : [];
      await page.screenshot({ path: `${pictures}/${name}-dark.png`, fullPage: true });
      await page.setViewport({ width: 390, height: 844 });
      await page.screenshot({ path: `${pictures}/${name}-narrow.png`, fullPage: true });
      look.overflow[390] = await overflow(page);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
      await page.setViewport({ width: 1280, height: 800 });
      seen.pages[name] = look;
    }
  });

  await stage('links of the rail', async () => {
    seen.rail = [];
    for (const name of ['Monitors', 'Rollouts', 'Alerts', 'Samples', 'Quality', 'Config', 'Overview']) {
      await click(page, name, '#rail a');
      await until(page, (wanted) => document.querySelector('h1')?.innerText === wanted, name);
      seen.rail.push(await page.$eval('#rail [aria-current]', (node) => node.innerText));
    }
  });

  await stage('keys and back', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await untilText(page, 'new monitor');
    await page.keyboard.press('j');
    const focused = await page.evaluate(() => document.activeElement.innerText);
    await page.keyboard.press('Enter');
    await untilText(page, 'recent samples');
    const opened = await hash();
    await page.goBack();
    await untilText(page, 'new monitor');
    const back = await hash();
    await page.keyboard.press('/');
    await page.waitForSelector('.palette input');
    await page.keyboard.type('rollout fraud');
    await until(page, () => document.querySelectorAll('.palette [role=option]').length === 1);
    seen.axeSearch = await inaccessible(page);
    await page.keyboard.press('Enter');
    await untilText(page, 'side by side');
    const found = await hash();
    await page.keyboard.press('?');
    await page.waitForSelector('dialog.keys');
    const helped = await text(page, 'dialog.keys');
    await page.screenshot({ path: `${pictures}/keys-light.png` });
    await page.keyboard.press('Escape');
    await until(page, () => !document.querySelector('dialog'));
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    const theme = await page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.documentElement).colorScheme]);
    await page.keyboard.press('t');
    await page.keyboard.press(']');
    seen.keys = { focused, opened, back, found, helped, theme, range: await hash() };
  });

  await stage('charts', async () => {
    await visit(page, '/monitors/fraud-v1?range=15m', 'recent samples');
    await settled();
    const labels = await page.$$eval('.chart:not([hidden]) .plot', (nodes) => nodes.map((node) => node.getAttribute('aria-label')));
    const over = await page.$('#chart-volume .u-over');
    const box = await over.boundingBox();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    const legend = await text(page, '#chart-latency .legend');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 50, { steps: 4 });
    await page.mouse.up();
    await until(page, () => /from=\d+&to=\d+/.test(location.hash));
    const zoomed = await hash();
    await page.keyboard.press('Escape');
    await until(page, () => !location.hash.includes('from='));
    const client = await page.createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: profile });
    await page.$eval('#chart-latency button[title*="table"]', (node) => node.click());
    await page.$eval('#chart-latency button[title*="image"]', (node) => node.click());
    const saved = () => readdirSync(profile).filter((name) => /latency\.(csv|png)$/.test(name)).sort();
    for (let tries = 0; tries < 100 && saved().length < 2; tries += 1) {
      await new Promise((later) => { setTimeout(later, 50); });
    }
    seen.charts = {
      legend, zoomed, saved: saved(), labels,
      drawn: await page.$$eval('.charts:not([hidden]) .chart:not([hidden])', (nodes) => nodes.map((node) => [node.id, Boolean(node.querySelector('canvas'))])),
    };
  });

  await stage('a monitor and its alert', async () => {
    await visit(page, '/monitors', 'new monitor');
    await click(page, 'New monitor');
    await fill(page, 'name', 'fraud-v1');
    await click(page, 'Create');
    await untilText(page, 'already', 'dialog');
    const refused = await text(page, 'dialog .problems');
    await fill(page, 'name', 'made-here');
    await click(page, 'Create');
    await untilText(page, 'made-here', 'h1');
    await click(page, 'New alert');
    await fill(page, 'name', 'slow');
    await fill(page, 'metric', 'p99_latency_ms');
    await fill(page, 'threshold', '250');
    await fill(page, 'for', '10m');
    seen.axeForm = await inaccessible(page);
    await page.screenshot({ path: `${pictures}/alert-form-light.png` });
    await click(page, 'Create');
    await untilText(page, 'p99 above 250 ms for 10m');
    await click(page, 'Edit');
    await fill(page, 'threshold', '300');
    await click(page, 'Save');
    await untilText(page, 'p99 above 300 ms for 10m');
    await click(page, 'Delete', '.row-actions button');
    await untilText(page, 'no longer watched', 'dialog');
    await click(page, 'Delete', 'dialog button');
    await untilText(page, 'no alert rule');
    await click(page, 'Pause');
    await untilText(page, 'until you resume', 'dialog');
    const asked = await text(page, 'dialog');
    await click(page, 'Pause', 'dialog button');
    await untilText(page, 'paused', '.headline');
    await click(page, 'Archive');
    await click(page, 'Archive', 'dialog button');
    await untilText(page, 'archived', '.headline');
    await visit(page, '/monitors?state=archived', 'made-here');
    seen.monitor = { refused, asked, archived: await text(page) };
  });

  await stage('a rollout is steered', async () => {
    await visit(page, '/rollouts/fraud', 'side by side');
    await click(page, 'Retry');
    await untilText(page, 'gets traffic again', 'dialog');
    const asked = await text(page, 'dialog');
    await page.keyboard.press('Escape');
    await until(page, () => !document.querySelector('dialog'));
    const kept = await text(page, '.headline');
    await click(page, 'Retry');
    await fill(page, 'reason', HOSTILE);
    await click(page, 'Retry', 'dialog button');
    await untilText(page, HOSTILE);
    seen.rollout = { asked, kept, history: await text(page, '[aria-label="History"]') };
  });

  await stage('samples are filtered', async () => {
    await visit(page, '/samples?model=churn', '%3cimg');
    seen.hostilePath = await text(page);
    await visit(page, '/samples?status=500', 'samples');
    await until(page, () => [...document.querySelectorAll('tbody td:nth-child(4)')].every((cell) => cell.innerText.trim() === '500') && document.querySelector('tbody tr'));
    const statuses = await page.$$eval('tbody td:nth-child(4)', (cells) => cells.map((cell) => cell.innerText.trim()));
    await page.select('select[name=outcome]', 'ok');
    await untilText(page, 'lets nothing through');
    const filtered = await hash();
    await visit(page, '/samples', 'samples');
    await until(page, () => document.querySelectorAll('tbody tr').length > 50);
    await click(page, 'latency', 'th button');
    await until(page, () => document.querySelector('th[aria-sort=descending]')?.innerText.trim() === 'latency');
    const latencies = await page.$$eval('tbody td:nth-child(7)', (cells) => cells.map((cell) => Number.parseFloat(cell.innerText.replaceAll(',', ''))));
    await browser.defaultBrowserContext().overridePermissions(admin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    await page.bringToFront();
    await click(page, 'Copy', '.table-foot button');
    await untilText(page, 'copied', '#toast');
    seen.samples = { statuses, filtered, sorted: latencies.every((value, index) => index === 0 || latencies[index - 1] >= value), rows: latencies.length, copied: await page.evaluate(() => navigator.clipboard.readText()) };
  });

  await stage('notifications', async () => {
    await visit(page, '/quality', 'nothing is looked at');
    await until(page, () => document.querySelector('#bell .count'));
    await page.click('#bell');
    await untilText(page, 'fraud-v2', '#notifications');
    seen.bell = { text: await text(page, '#notifications'), label: await page.$eval('#bell', (node) => node.getAttribute('aria-label')), axe: await inaccessible(page) };
    await page.screenshot({ path: `${pictures}/notifications-light.png` });
    await page.keyboard.press('Escape');
    seen.bell.closed = await page.$eval('#notifications', (node) => node.hidden);
  });

  await stage('an alert is taken', async () => {
    await visit(page, '/alerts', 'silences');
    await click(page, 'Acknowledge', '.row-actions button');
    await fill(page, 'reason', 'on it');
    await click(page, 'Acknowledge', 'dialog button');
    await untilText(page, 'seen by console');
    await click(page, 'Silence', '.row-actions button');
    await fill(page, 'reason', 'a tour');
    seen.axeSilence = await inaccessible(page);
    await click(page, 'Silence', 'dialog button');
    await untilText(page, 'silenced', '[aria-label="Rules"]');
    await until(page, () => !document.querySelector('#bell .count'));
    await page.screenshot({ path: `${pictures}/alert-taken-light.png` });
    seen.taken = await text(page);
    await click(page, 'End', 'td button');
    await click(page, 'End it', 'dialog button');
    await untilText(page, 'nothing is silenced');
    await visit(page, '/monitors/fraud-v1', 'recent samples');
    await click(page, 'Add a ready rule');
    await fill(page, 'preset', 'high-latency');
    await click(page, 'Add', 'dialog button');
    await untilText(page, 'high-latency', '[aria-label="Alerts"]');
  });

  await stage('reload', async () => {
    await visit(page, '/config', 'in force');
    await click(page, 'Reload the file');
    await click(page, 'Reload', 'dialog button');
    await untilText(page, 'api', '[aria-label="Last reload"]');
    await click(page, 'monitors', '.tab');
    await untilText(page, 'name: fraud-v1', 'pre');
    seen.reload = await text(page, '[aria-label="Last reload"]');
  });

  await stage('live and hidden', async () => {
    await visit(page, '/monitors', 'fraud-v1');
    await post('/api/v1/monitors', { name: 'from-elsewhere', model: 'fraud', version: 1, window: '5m' });
    await untilText(page, 'from-elsewhere');
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await new Promise((later) => { setTimeout(later, 300); });
    asked.length = 0;
    await new Promise((later) => { setTimeout(later, 2500); });
    seen.whileHidden = [...asked];
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForRequest(() => true);
  });

  seen.hacked = await page.evaluate(() => [window.hacked ?? null, document.querySelectorAll('img[src=x]').length]);

  await stage('tokens', async () => {
    const other = await openPage(browser, []);
    await other.goto(guarded);
    await until(other, () => !document.getElementById('token-form').hidden);
    const axe = await inaccessible(other);
    await other.screenshot({ path: `${pictures}/token-light.png` });
    await other.type('#token', 'wrong');
    await other.keyboard.press('Enter');
    await untilText(other, 'not one of', '#token-problem');
    await other.type('#token', viewerToken);
    await other.keyboard.press('Enter');
    await untilText(other, 'models and versions');
    const kept = await other.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
    await visit(other, '/config', 'in force');
    await click(other, 'Reload the file');
    await click(other, 'Reload', 'dialog button');
    await untilText(other, 'viewer', 'dialog .problems');
    const refused = await text(other, 'dialog .problems');
    await other.reload();
    await until(other, () => !document.getElementById('token-form').hidden);
    seen.tokens = { kept, refused, axe };
    await other.close();
  });

  seen.wrong = [...wrong];
  await stage('the gateway is killed', async () => {
    await visit(page, '/', 'models and versions');
    process.kill(Number(pid), 'SIGKILL');
    await untilText(page, 'stale since', '#connection');
    seen.stale = { text: await text(page, '#connection'), page: await text(page) };
    await page.screenshot({ path: `${pictures}/stale-light.png` });
  });
} catch (error) {
  seen.failed = `${error.message}\nat ${await hash().catch(() => '?')}, wrong so far: ${wrong.join('\n')}`;
  await page.screenshot({ path: `${pictures}/failed.png` }).catch(() => {});
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
