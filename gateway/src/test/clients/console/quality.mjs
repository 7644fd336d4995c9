// A person's way through the Quality page; prints what was seen as one line of JSON.
// Arguments: admin URL, folder for screenshots, folder of the browser.

import { click, fill, inaccessible, launch, openPage, overflow, text, until, untilText, visit } from './browser.mjs';

const [, , admin, pictures, profile] = process.argv;
const seen = { axe: [], overflow: [] };
const wrong = [];
const browser = await launch(profile);
const page = await openPage(browser, wrong);
const hash = () => page.evaluate(() => location.hash);
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

async function look(name) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.screenshot({ path: `${pictures}/${name}-${scheme}.png`, fullPage: true });
    seen.axe.push(...(await inaccessible(page, scheme === 'dark' ? ['color-contrast'] : undefined)).map((each) => `${name} ${scheme}: ${each}`));
  }
  seen.overflow.push(await overflow(page));
  await page.setViewport(sizes.narrow);
  await page.screenshot({ path: `${pictures}/${name}-narrow.png`, fullPage: true });
  seen.overflow.push(await overflow(page));
  await page.setViewport(sizes.wide);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
}

try {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await page.setViewport(sizes.wide);
  await page.goto(`${admin}/#/quality`);
  await untilText(page, 'drifted features');
  seen.list = await text(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await untilText(page, 'Predictions', 'section[aria-label=Predictions]');
  seen.opened = await hash();
  seen.page = await text(page);
  seen.order = await page.$$eval('[aria-label=Features] tbody a', (links) => links.map((link) => link.innerText));
  seen.bars = await page.$$eval('[aria-label=Features] .score .track', (bars) => bars.map((bar) => Number.parseFloat(bar.style.getPropertyValue('--part'))));
  seen.pictures = await page.$$eval('[aria-label=Features] svg[role=img]', (images) => images.map((image) => image.getAttribute('aria-label')));
  await look('quality-model');

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const focused = await page.evaluate(() => document.activeElement.innerText);
  await page.keyboard.press('Enter');
  await until(page, (wanted) => document.querySelector('.picture h2')?.innerText === wanted, focused);
  seen.chosen = { focused, hash: await hash(), current: await page.$eval('[aria-label=Features] [aria-current]', (node) => node.innerText) };
  await page.goBack();
  await until(page, () => !location.hash.includes('feature='));
  await visit(page, '/quality/fraud?feature=country', 'largest change');
  await until(page, () => document.querySelector('.picture h2')?.innerText === 'country');
  seen.table = await page.$$eval('.picture .distribution tbody tr', (rows) => rows.map((row) => [...row.querySelectorAll('th, td.n')].map((cell) => cell.innerText)));
  seen.hacked = await page.evaluate(() => [window.hacked ?? null, document.querySelectorAll('img[src=x]').length]);

  await click(page, 'Freeze a baseline');
  await untilText(page, 'becomes what', 'dialog');
  seen.freeze = await text(page, 'dialog');
  seen.axe.push(...await inaccessible(page));
  await page.screenshot({ path: `${pictures}/quality-freeze-light.png` });
  await fill(page, 'version', '2');
  await click(page, 'Freeze', 'dialog button');
  await untilText(page, 'version 2', '.tiles');
  seen.frozen = await text(page, '.tiles');
  await click(page, 'Drop it');
  await untilText(page, 'nothing of this model is drift', 'dialog');
  await page.keyboard.press('Escape');
  await until(page, () => !document.querySelector('dialog'));
  seen.kept = await text(page, '.tiles');
  await click(page, 'Drop it');
  await click(page, 'Drop', 'dialog button');
  await untilText(page, 'none yet', '.tiles');
  seen.dropped = await text(page);
  await page.screenshot({ path: `${pictures}/quality-without-baseline-light.png`, fullPage: true });
  await visit(page, '/quality/nobody', "no model 'nobody'");
  seen.nobody = await text(page);
} catch (error) {
  seen.failed = `${error.message}\nat ${await hash().catch(() => '?')}, wrong so far: ${wrong.join('\n')}`;
  await page.screenshot({ path: `${pictures}/failed.png` }).catch(() => {});
} finally {
  await browser.close();
}
seen.wrong = wrong;
console.log(JSON.stringify(seen));
