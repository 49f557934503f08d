/**
 * Takes pictures of the app in every scenario: `node src-renderer/dev/shots.ts OUT [FILTER]`. Needs Chromium (COUNTERSIGN_CHROMIUM or
 * /usr/bin/chromium). Prints anything that a page complains of.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { serveScenarios } from '../../test/serve-scenarios.ts';
import { shots, zoomed } from './shot-list.ts';

const [out = '/tmp/shots', filter = ''] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const served = await serveScenarios();
const browser = await chromium.launch({
  executablePath: process.env.COUNTERSIGN_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
for (const shot of shots.filter(({ name }) => new RegExp(filter).test(name))) {
  const [width, height] = shot.size ?? [1280, 800];
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: shot.size === zoomed ? 2 : 1,
    colorScheme: shot.dark === true ? 'dark' : 'light',
    locale: 'en-GB',
  });
  page.on(
    'console',
    (message) =>
      ['error', 'warning'].includes(message.type()) && process.stdout.write(`${shot.name}: ${message.text()}\n`),
  );
  page.on('pageerror', (error) => process.stdout.write(`${shot.name}: ${error.message}\n`));
  await page.goto(served.pageOf(shot.scenario, shot.hash));
  await page.waitForSelector('.frame');
  await page.waitForTimeout(350);
  await shot
    .act?.(page)
    .catch((error: unknown) => process.stdout.write(`${shot.name}: ${String(error).slice(0, 300)}\n`));
  await page.waitForTimeout(900);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  if (overflow) process.stdout.write(`${shot.name}: wider than the window\n`);
  await page.screenshot({ path: join(out, `${shot.name}.png`) });
  await page.close();
}
await browser.close();
await served.close();
