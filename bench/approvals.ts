/**
 * What a question to the person costs, in the real app with a page open in Chromium: from an agent's call to the card that can be read,
 * and from the click that approves to the program that runs. Then what the queue's operations cost while 1,000 cards wait, each on disk
 * when it returns. Needs Chromium (COUNTERSIGN_CHROMIUM or /usr/bin/chromium). `--questions N` (40), `--waiting N` (1000).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import type { Approval } from '../src-shared/model/index.ts';
import { type Agent, legacyAgent, modernAgent } from '../test/agents.ts';
import { openTestHost, TEST_POLICY } from '../test/open-test-host.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values } = parseArgs({
  options: { questions: { type: 'string', default: '40' }, waiting: { type: 'string', default: '1000' } },
});
const POLICY = `version: 1
commands:
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
  sandboxed: { executable: /usr/bin/date, rules: [{ verdict: ask, args: ["..."] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;
const nowMs = (): number => performance.timeOrigin + performance.now();
const row = (figure: string, all: readonly number[], target: string): Row[] => [
  { figure: `${figure}: p50`, value: percentile(all, 0.5), unit: 'ms' },
  { figure: `${figure}: p95`, value: percentile(all, 0.95), unit: 'ms', target },
];

/** Runs in the page. When the card that says \`text\` is drawn, by the machine's clock. */
const drawnAt = (text: string): string => `new Promise((resolve) => {
  const look = () => {
    const card = [...document.querySelectorAll('article.prompt')].some((one) => one.textContent.includes('${text}'));
    if (card) requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
    return card;
  };
  if (look()) return;
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
})`;

/** Runs in the page. The moment at which the click on Approve arrives. */
const clickedAt = `new Promise((resolve) =>
  addEventListener('click', () => resolve(performance.timeOrigin + performance.now()), { capture: true, once: true }))`;

/** The same program without any of it: what of the figures is the machine's own. */
async function bare(app: StartedApp): Promise<number> {
  const from = nowMs();
  const child = spawn('/usr/bin/date', ['+%s.%N'], { cwd: app.workspace, stdio: ['ignore', 'pipe', 'ignore'] });
  const [printed] = await once(child.stdout, 'data');
  return Number.parseFloat(String(printed)) * 1000 - from;
}

/** One question and its yes. @returns how long until the card was drawn, and from the click until the program ran */
async function question(agent: Agent, page: Page, app: StartedApp, command: string, n: number) {
  const text = `mark-${command}-${n}`;
  const drawn = page.evaluate<number>(drawnAt(text));
  const from = nowMs();
  // The program says itself when it ran.
  const answer = agent.call('execute_command', { argv: [command, `+%s.%N ${text}`], working_dir: app.workspace });
  const first = await Promise.race([drawn, answer]);
  if (typeof first !== 'number') throw new Error(`answered without a card: ${JSON.stringify(first.value)}`);
  const shownMs = first - from;
  await page.locator('[data-armed=true]').first().waitFor();
  const clicked = page.evaluate<number>(clickedAt);
  await page.getByRole('article').getByRole('button', { name: 'Approve once' }).click();
  const clickedMs = await clicked;
  const { value } = await answer;
  if (value.success !== true) throw new Error(JSON.stringify(value));
  // The card that was answered stays open; the next one opens where none is.
  await page.evaluate("void location.assign('#/approvals')");
  await page.getByText('Nothing waits for you').waitFor();
  return { shownMs, ranMs: Number.parseFloat(String(value.stdout)) * 1000 - clickedMs };
}

async function questions(): Promise<Row[]> {
  const app = await startApp({ policy: POLICY });
  const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient() });
  const browser = await chromium.launch({
    executablePath: process.env.COUNTERSIGN_CHROMIUM ?? '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(app.ui);
    await page.getByRole('link', { name: /Approvals/ }).click();
    const shown: number[] = [];
    const ran = new Map<string, number[]>();
    const alone: number[] = [];
    for (const command of ['date', 'sandboxed']) {
      const times: number[] = [];
      for (let n = -3; n < Number(values.questions); n += 1) {
        const { shownMs, ranMs } = await question(agent, page, app, command, n);
        const bareMs = await bare(app);
        if (n < 0) continue;
        alone.push(bareMs);
        shown.push(shownMs);
        times.push(ranMs);
      }
      ran.set(command, times);
    }
    return [
      ...row('from a call to its card on screen', shown, '≤ 250'),
      ...row('from the click to the program that runs', ran.get('date') ?? [], '≤ 50'),
      ...row('the same in the sandbox', ran.get('sandboxed') ?? [], '≤ 50'),
      ...row('for comparison, a bare spawn of that program meanwhile', alone, ''),
    ];
  } finally {
    await browser.close();
    await agent.close();
    await app.close();
  }
}

/** As many clients as it takes: one may have no more than fifty that wait. */
const EACH = 40;

/** @returns clients that were told to come back, and stay */
async function fill(app: Awaited<ReturnType<typeof openTestHost>>, count: number): Promise<readonly Agent[]> {
  const agents: Agent[] = [];
  for (let client = 0; client * EACH < count; client += 1) {
    const name = `client ${client}`;
    const agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient(name) });
    agents.push(agent);
    await app.call('clients.setPace', { name, pace: { answer_within_ms: 500, progress_extends: false } });
    const mine = Array.from({ length: Math.min(EACH, count - client * EACH) }, (_, n) =>
      agent.call('execute_command', { argv: ['date', `+${client}-${n}`], working_dir: app.workspace }),
    );
    await Promise.all(mine);
  }
  return agents;
}

async function operations(): Promise<Row[]> {
  const policy = TEST_POLICY.replace(
    'paths:',
    'limits: { concurrent: 200, concurrent_per_client: 64, queued_per_client: 64, approval_timeout: 1h }\npaths:',
  );
  const app = await openTestHost({ policy });
  const agents: Agent[] = [];
  try {
    agents.push(...(await fill(app, Number(values.waiting))));
    const waiting = await app.call('approvals.list', { state: 'pending', limit: 1000 });
    if (waiting.length < Number(values.waiting)) throw new Error(`only ${waiting.length} wait`);
    const each = async (act: (card: Approval) => Promise<unknown>, cards = waiting.slice(0, 100)) => {
      const all: number[] = [];
      for (const card of cards) {
        const from = performance.now();
        await act(card);
        all.push(performance.now() - from);
      }
      return all;
    };
    const shown = ({ id, digest }: Approval) => ({ id, digest });
    return [
      ...row(
        'list all that wait',
        await each(() => app.call('approvals.list', { state: 'pending', limit: 1000 })),
        '≤ 16',
      ),
      ...row('show one', await each(({ id }) => app.call('approvals.show', { id })), '≤ 16'),
      ...row('hold one', await each(({ id }) => app.call('approvals.touch', { id })), '≤ 16'),
      ...row('deny one', await each((card) => app.call('approvals.deny', shown(card))), '≤ 16'),
      ...row(
        'approve one',
        await each((card) => app.call('approvals.approve', shown(card)), waiting.slice(100, 200)),
        '≤ 16',
      ),
    ].map((one) => ({ ...one, figure: `${values.waiting} wait, ${one.figure}` }));
  } finally {
    await Promise.all(agents.map((agent) => agent.close()));
    await app.close();
  }
}

const table = [...(await questions()), ...(await operations())];
report('approvals', [
  ...table,
  { figure: 'load average of the machine meanwhile', value: round(loadavg()[0] ?? 0), unit: '' },
]);
