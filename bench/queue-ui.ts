/**
 * A queue of 1,000 requests in Chromium, on the development page: how even the frames of a scrolling list are, and how long the page takes
 * from a change at the host, or a key, to what it draws. Needs Chromium (COUNTERSIGN_CHROMIUM or /usr/bin/chromium).
 */
import { loadavg } from 'node:os';
import { chromium } from '@playwright/test';
import { serveScenarios } from '../test/serve-scenarios.ts';
import { percentile, type Row, report, round } from './report.ts';

/** Runs in the page. Frames of four seconds of steady scrolling. */
const scrolling = `(async () => {
  const list = document.querySelector('[role=listbox]');
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 0; n < 240; n += 1) {
    list.scrollTop += n % 120 < 60 ? 90 : -40;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
})()`;

/** Runs in the page. From doing \`act\` to the first change of what \`where\` draws, \`times\` over. */
const timed = (where: string, act: string, times = 40): string => `(async () => {
  const { host, approvalOf, commandPlan } = window.dev;
  const cards = [...host.world.approvals];
  const all = [];
  for (let n = 0; n < ${times}; n += 1) {
    const card = await approvalOf(9000 + n, commandPlan(['make', 'target-' + n]), { asked_at: new Date().toISOString() });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const drawn = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(document.querySelector('${where}'), { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const from = performance.now();
    ${act};
    all.push((await drawn) - from);
  }
  return all;
})()`;

const key = (name: string): string =>
  `document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${name}', bubbles: true, cancelable: true }))`;
const operations: readonly (readonly [string, string, string])[] = [
  ['a request arrives', '.sidebar-count', 'host.putApproval(card)'],
  [
    'a request is answered elsewhere',
    '.sidebar-count',
    "host.putApproval({ ...cards[900 - n], state: 'denied', answered_at: new Date().toISOString() })",
  ],
  ['the next request is opened with a key', 'main', key('j')],
];

const served = await serveScenarios();
const browser = await chromium.launch({
  executablePath: process.env.COUNTERSIGN_CHROMIUM ?? '/usr/bin/chromium',
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const from = performance.now();
  await page.goto(served.pageOf('thousand', '/approvals'));
  await page.getByRole('article').waitFor();
  const opened = performance.now() - from;
  const rows = await page.getByRole('option').count();
  const frames: number[] = await page.evaluate(scrolling);
  const table: Row[] = [
    { figure: 'rows drawn of 1,000', value: rows, unit: 'rows' },
    { figure: 'page opened, 1,000 plans made and hashed', value: round(opened), unit: 'ms' },
    { figure: 'scrolling: frame p50', value: percentile(frames, 0.5), unit: 'ms', target: '≤ 16.7' },
    { figure: 'scrolling: frame p95', value: percentile(frames, 0.95), unit: 'ms', target: '≤ 16.7' },
    {
      figure: 'scrolling: frames missed (over 25 ms)',
      value: round((100 * frames.filter((ms) => ms > 25).length) / frames.length),
      unit: '%',
      target: '0',
    },
  ];
  for (const [figure, where, act] of operations) {
    const times: number[] = await page.evaluate(timed(where, act));
    table.push({ figure: `${figure}: p50`, value: percentile(times, 0.5), unit: 'ms', target: '≤ 16' });
    table.push({ figure: `${figure}: p95`, value: percentile(times, 0.95), unit: 'ms' });
  }
  table.push({ figure: 'load average of the machine meanwhile', value: round(loadavg()[0] ?? 0), unit: '' });
  report('queue-ui', table);
} finally {
  await browser.close();
  await served.close();
}
