/**
 * A client that asks for a person's yes faster than a person can read: its cards are capped, what waits for the person takes no place from
 * what may run, neither its own nor anybody else's, and one answer ends it.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Agent, legacyAgent, type ToolResult } from '../agents.ts';
import { countRunsAtOnce } from '../most-runs-at-once.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const PLACES = 4;
const CARDS = 50;
const PATIENT = { timeoutMs: 120_000 };
const POLL = { timeout: 60_000 };

const POLICY = `version: 1
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
limits: { concurrent: ${PLACES}, concurrent_per_client: ${PLACES}, queued_per_client: 100, queue_wait: 60s, approval_timeout: 10m }
commands:
  "true": { executable: /usr/bin/true, sandbox: off, rules: [{ verdict: allow, args: [] }] }
  echo: { executable: /usr/bin/echo, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
`;

let app: TestHost;
let flood: Agent;
let quiet: Agent;
beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  flood = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Flood') });
  quiet = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Quiet') });
  // Held, however slow the machine is: who comes back with a ticket waits nowhere.
  for (const name of ['Flood', 'Quiet'])
    await app.call('clients.setPace', { name, pace: { answer_within_ms: 110_000, progress_extends: false } });
});
afterEach(async () => {
  await Promise.all([flood.close(), quiet.close()]);
  await app.close();
});

const run = (agent: Agent, ...argv: readonly string[]): Promise<ToolResult> =>
  agent.call('execute_command', { argv, working_dir: app.workspace }, PATIENT);
const waiting = () => app.call('approvals.list', { state: 'pending', limit: 500 });
const runsNow = async (agent: Agent): Promise<void> =>
  expect((await run(agent, 'true')).value).toMatchObject({ success: true });

it('forty questions at once wait for the person, and everybody’s work goes on meanwhile', {
  timeout: 180_000,
}, async () => {
  const asked = Array.from({ length: 40 }, (_, n) => run(flood, 'echo', String(n)));
  await expect.poll(async () => (await waiting()).length, POLL).toBe(40);
  await runsNow(flood);
  await runsNow(quiet);
  // All of them approved at once: each runs once, no more at a time than there are places.
  const mostAtOnce = countRunsAtOnce(app);
  const cards = (await waiting()).map(({ id, digest }) => ({ id, digest }));
  expect((await app.call('approvals.approveListed', { cards })).left).toEqual([]);
  const results = await Promise.all(asked);
  const most = mostAtOnce();
  expect(results.map(({ value }) => value.stdout)).toEqual(results.map((_, n) => `${n}\n`));
  expect(most).toBeLessThanOrEqual(PLACES);
  expect((await app.audit()).filter(({ body }) => body.type === 'answered')).toHaveLength(40);
});

it('more than the cap is refused, the card says so, and one answer ends all of it', { timeout: 180_000 }, async () => {
  const asked = Array.from({ length: CARDS + 10 }, (_, n) => run(flood, 'echo', String(n)));
  const codes = async (): Promise<readonly unknown[]> => {
    const over = await Promise.all(asked.map((one) => Promise.race([one, undefined])));
    return over.flatMap((one) => (one === undefined ? [] : [one.value.code]));
  };
  await expect.poll(async () => (await codes()).length, POLL).toBe(10);
  expect(new Set(await codes())).toEqual(new Set(['CLIENT_FLOODING']));
  expect(await waiting()).toHaveLength(CARDS);
  expect((await app.call('host.status', {})).attention.flooding).toEqual([
    { client: 'Flood', waiting: CARDS, refused: 10 },
  ]);
  // The person's attention is not the flood's alone: another client's question comes through, and so does its work.
  await runsNow(quiet);
  const other = run(quiet, 'echo', 'me');
  await expect.poll(async () => (await waiting()).length, POLL).toBe(CARDS + 1);
  const { answered } = await app.call('approvals.denyAllOf', {
    client: 'Flood',
    because: 'too many',
    note: 'flooded me',
  });
  expect(answered).toHaveLength(CARDS);
  for (const { value } of await Promise.all(asked))
    expect(['APPROVAL_DENIED', 'CLIENT_FLOODING']).toContain(value.code);
  const [mine] = await waiting();
  expect(mine?.client.name).toBe('Quiet');
  if (mine !== undefined) await app.call('approvals.approve', { id: mine.id, digest: mine.digest });
  expect((await other).value).toMatchObject({ stdout: 'me\n' });
  expect((await app.audit()).filter(({ body }) => body.type === 'started')).toHaveLength(2);
});

it('two hundred times the same question is one card, and its askers are counted', { timeout: 180_000 }, async () => {
  const asked = Array.from({ length: 200 }, () => run(flood, 'echo', 'same'));
  // A hundred stand aside, and what goes beyond waits for a place.
  await expect.poll(async () => (await waiting())[0]?.repeats ?? 0, POLL).toBe(100 + PLACES - 1);
  expect(await waiting()).toHaveLength(1);
  const [card] = await waiting();
  if (card !== undefined)
    await app.call('approvals.deny', { id: card.id, digest: card.digest, because: 'once is enough' });
  for (const { value } of await Promise.all(asked)) expect(['APPROVAL_DENIED', 'GUARD_BUSY']).toContain(value.code);
  expect((await app.audit()).filter(({ body }) => body.type === 'started')).toEqual([]);
});
