// A real Chromium with a page that keeps what goes wrong on it.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const PATIENCE_MILLIS = 15_000;

const onPath = (program) => process.env.PATH.split(delimiter).map((folder) => join(folder, program)).find(existsSync);

export async function launch(profile) {
  return puppeteer.launch({
    executablePath: onPath('chromium'),
    userDataDir: profile,
    // The profile links to a socket there.
    env: { ...process.env, TMPDIR: profile },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

// wrong: errors of the console, exceptions of the page and breaches of the policy, as they come.
export async function openPage(browser, wrong) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MILLIS);
  page.on('console', (message) => {
    // Chromium notes every refusal there; that one is refused is part of the way.
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text())) {
      wrong.push(`${message.text()} ${message.location()?.url ?? ''}`.trim());
    }
  });
  page.on('pageerror', (error) => wrong.push(`exception: ${error.message}`));
  await page.exposeFunction('breach', (what) => wrong.push(`policy: ${what}`));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', (event) => window.breach(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

export const until = (page, condition, ...values) => page.waitForFunction(condition, { polling: 50 }, ...values);

export const text = (page, selector = '#page') => page.$eval(selector, (node) => node.innerText);

export async function untilText(page, wanted, selector = '#page') {
  try {
    await until(page, (where, what) => document.querySelector(where)?.innerText.toLowerCase().includes(what.toLowerCase()), selector, wanted);
  } catch {
    throw new Error(`${selector} never said "${wanted}" but: ${await page.$eval(selector, (node) => node.innerText).catch(() => 'nothing')}`);
  }
}

export async function visit(page, hash, wanted) {
  await page.evaluate((where) => { location.hash = where; }, hash);
  await untilText(page, wanted);
}

export async function click(page, label, selector = 'button, a') {
  await until(page, (where, wanted) => [...document.querySelectorAll(where)].some((node) => node.innerText.trim() === wanted && node.checkVisibility() && !node.disabled), selector, label);
  await page.evaluate((where, wanted) => {
    const all = [...document.querySelectorAll(where)].filter((node) => node.innerText.trim() === wanted && node.checkVisibility() && !node.disabled);
    all[all.length - 1].click();
  }, selector, label);
}

export async function fill(page, name, value) {
  const selector = `dialog [name="${name}"]`;
  if (await page.$eval(selector, (node) => node.tagName === 'SELECT')) {
    await page.select(selector, value);
  } else {
    await page.$eval(selector, (node) => { node.value = ''; });
    await page.type(selector, value);
  }
}

// Violations that keep somebody out, each with where it is.
export async function inaccessible(page, only) {
  if (!await page.evaluate(() => Boolean(window.axe))) {
    await page.evaluate(AXE);
  }
  return page.evaluate(async (rules) => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) });
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join('; ')}`);
  }, only);
}

// By how many pixels the page is wider than the window, and what sticks out.
export const overflow = (page) => page.evaluate(() => {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  return over <= 0 ? '' : `${over} px: ${[...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1 && !node.closest('.scroll, #rail, pre'))
    .slice(0, 3).map((node) => `${node.tagName}.${node.className}`).join(', ')}`;
});
