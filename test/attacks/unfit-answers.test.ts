/**
 * Answers that do not fit: for another plan, for a card that is over, several at once, forged, from another origin or frame. Through the
 * real doors: the browser's, the control socket, the window's IPC. Each is refused, on record, and nothing runs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectToHost } from '../../src-main/cli/host-client.ts';
import { mountIpc } from '../../src-main/desktop/ipc-mount.ts';
import { FakeContents, fakeFrame } from '../../src-main/desktop/testing/fake-contents.ts';
import { fakeElectron } from '../../src-main/desktop/testing/fake-electron.ts';
import { createLogins } from '../../src-main/headless/logins.ts';
import { openUiServer } from '../../src-main/headless/ui-server.ts';
import { systemClock } from '../../src-main/host/ports/system-clock.ts';
import { CALL_CHANNEL } from '../../src-main/preload/channels.ts';
import { HostError } from '../../src-shared/contract/index.ts';
import type { Approval } from '../../src-shared/model/index.ts';
import { type Agent, legacyAgent, type ToolResult } from '../agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../open-test-host.ts';

const POLL = { timeout: 15_000 };

let app: TestHost;
let agent: Agent;
let ui: { readonly url: string; close(): Promise<void> };
let logins: ReturnType<typeof createLogins>;
/** Two windows of the same person. */
let windows: readonly [string, string];
let asked: Promise<ToolResult>;
let card: Approval;

beforeEach(async () => {
  app = await openTestHost();
  agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  logins = createLogins(systemClock());
  const rendererDir = join(app.dataDir, 'pages');
  mkdirSync(rendererDir);
  writeFileSync(join(rendererDir, 'index.html'), '<h1>pages</h1>');
  ui = await openUiServer({ api: app.host.api, house: app.host.house, logins, log: app.log, uiPort: 0, rendererDir });
  windows = [await logIn(), await logIn()];
  asked = ask();
  card = await app.nextCard();
});
afterEach(async () => {
  await agent.close();
  await ui.close();
  await app.close();
});

const ask = (zone = '-u') =>
  agent
    .call('execute_command', { argv: ['date', zone], working_dir: app.workspace })
    .catch((): ToolResult => ({ isError: true, value: {}, links: [] }));

interface Sent {
  readonly status: number;
  readonly code: string | undefined;
}

/** As a browser or whoever sends it; unlike `fetch`, with whatever headers it likes. */
async function send(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const sent = httpRequest(`${ui.url}/api/${path}`, { method: 'POST', headers }, (response) => {
    text(response).then((reply) => {
      const code = reply === '' ? undefined : JSON.parse(reply)?.code;
      resolve({ status: response.statusCode ?? 0, code: typeof code === 'string' ? code : undefined });
    }, reject);
  });
  sent.on('error', reject);
  sent.end(typeof body === 'string' ? body : JSON.stringify(body));
  return promise;
}

async function logIn(): Promise<string> {
  const reply = await fetch(`${ui.url}/api/login`, { method: 'POST', body: JSON.stringify({ token: logins.mint() }) });
  return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const json = { 'content-type': 'application/json' };
const from = (cookie: string) => ({ ...json, cookie });
const yes = ({ id, digest }: Pick<Approval, 'id' | 'digest'>) => ({ id, digest });
const forged = (): string => card.digest.replace(/^./u, (digit) => (digit === '0' ? '1' : '0'));

const records = async (type: string) => (await app.audit()).filter(({ body }) => body.type === type);
const house = async (event: string) =>
  (await app.audit()).flatMap(({ body }) => (body.type === 'house' && body.event === event ? [body.detail] : []));
const refused = () => house('answer-refused');
/** Strangers are counted, and written down without anybody waiting for it. */
const expectKnock = () => expect.poll(() => house('knock-refused'), { timeout: 15_000 }).toHaveLength(1);

async function expectNothingRan(): Promise<void> {
  expect(await records('started')).toEqual([]);
  expect(await app.call('runs.list', {})).toEqual([]);
}

describe('an answer to a card that waits', () => {
  afterEach(async () => {
    expect((await app.call('approvals.show', { id: card.id })).state).toBe('pending');
    await expectNothingRan();
    // It can still be answered as it should be.
    expect((await send('approvals/deny', yes(card), from(windows[0]))).status).toBe(200);
    expect((await asked).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    await expectNothingRan();
  });

  it.each(['approvals/approve', 'approvals/deny'])('with a forged digest is refused at %s', async (path) => {
    expect(await send(path, { id: card.id, digest: forged() }, from(windows[0]))).toEqual({
      status: 409,
      code: 'CONFLICT',
    });
    expect(await refused()).toMatchObject([{ approval: card.id, why: 'CONFLICT' }]);
  });

  it('with the digest of another plan is refused', async () => {
    const other = ask('-R');
    await expect.poll(async () => (await app.call('approvals.list', { state: 'pending' })).length, POLL).toBe(2);
    const another = (await app.call('approvals.list', { state: 'pending' })).find(({ id }) => id !== card.id);
    expect(another).toBeDefined();
    const swapped = { id: card.id, digest: another?.digest };
    expect((await send('approvals/approve', swapped, from(windows[0]))).code).toBe('CONFLICT');
    expect(await refused()).toHaveLength(1);
    await app.call('approvals.deny', yes(another ?? card));
    await other;
  });

  it.each([
    ['without a digest', () => ({ id: card.id })],
    ['with a digest that is none', () => ({ id: card.id, digest: 'x' })],
    ['with a wider scope than was offered', () => ({ ...yes(card), scope: 'everything', lifetime: 'always' })],
    ['with more than an answer holds', () => ({ ...yes(card), plan: { kind: 'command', argv: ['rm'] } })],
    ['for no card', () => ({ id: '../../etc', digest: card.digest })],
  ])('%s is refused', async (_what, body) => {
    expect(await send('approvals/approve', body(), from(windows[0]))).toEqual({ status: 400, code: 'BAD_INPUT' });
    expect(await refused()).toMatchObject([{ operation: 'approvals.approve', why: 'BAD_INPUT' }]);
  });

  it('for a card that never was is refused', async () => {
    const body = { id: `apr_${'0'.repeat(26)}`, digest: card.digest };
    expect((await send('approvals/approve', body, from(windows[0]))).code).toBe('NOT_FOUND');
    expect(await refused()).toMatchObject([{ approval: body.id, why: 'NOT_FOUND' }]);
  });

  it('over the control socket with a forged digest is refused', async () => {
    const wrong = connectToHost(app.dataDir).call('approvals.approve', {
      ...yes(card),
      digest: forged() as typeof card.digest,
    });
    await expect(wrong).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await refused()).toMatchObject([{ approval: card.id, why: 'CONFLICT' }]);
  });

  it('in a list of several that holds a forged one leaves that one out', async () => {
    const cards = [{ id: card.id, digest: forged() }];
    expect((await send('approvals/approveListed', { cards }, from(windows[0]))).status).toBe(200);
    expect(await refused()).toMatchObject([{ approval: card.id, why: 'CONFLICT' }]);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['a name that was rebound', { host: 'rebound.example' }],
  ])('from %s is refused, with the person’s own cookie', async (_who, headers) => {
    const sent = await send('approvals/approve', yes(card), { ...from(windows[0]), ...headers });
    expect(sent).toEqual({ status: 403, code: 'FORBIDDEN' });
    await expectKnock();
  });

  it.each([
    ['nobody', () => json],
    ['a forged cookie', () => from(windows[0].replace(/=.*/u, `=${'A'.repeat(43)}`))],
    ['a plain form with the person’s cookie', () => ({ 'content-type': 'text/plain', cookie: windows[0] })],
  ])('from %s is refused', async (_who, headers) => {
    expect((await send('approvals/approve', yes(card), headers())).status).toBeGreaterThanOrEqual(400);
    await expectKnock();
  });

  it.each([
    ['a frame inside the page', { senderFrame: fakeFrame({ parent: fakeFrame(), frameTreeNodeId: 2 }) }],
    ['a page of another origin', { senderFrame: fakeFrame({ origin: 'https://evil.example' }) }],
    ['another window', { sender: new FakeContents() }],
  ])('from %s is refused at the window’s door', async (_who, change) => {
    const electron = fakeElectron();
    const ours = new FakeContents();
    const unmount = mountIpc({
      ...{ ipcMain: electron.parts.ipcMain, api: app.host.api, ourContents: () => ours as never },
      ...{ user: 'anna', log: app.log },
    });
    const handler = electron.ipcMain.handlers.get(CALL_CHANNEL);
    const event = { sender: ours, senderFrame: ours.mainFrame, ...change };
    expect(await handler?.(event as never, 'approvals.approve', yes(card))).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN' },
    });
    await expectKnock();
    unmount();
  });
});

describe('an answer to a card that is over', () => {
  it('because it was denied is refused, and nothing runs', async () => {
    await send('approvals/deny', yes(card), from(windows[0]));
    for (const path of ['approvals/approve', 'approvals/deny', 'approvals/preapprove', 'approvals/touch'])
      expect(
        (await send(path, path.endsWith('touch') ? { id: card.id } : yes(card), from(windows[1]))).status,
        path,
      ).toBe(409);
    expect(await refused()).toHaveLength(3);
    await asked;
    await expectNothingRan();
    expect(await records('answered')).toHaveLength(1);
  });

  it('because it was approved is refused, and it ran once', async () => {
    await send('approvals/approve', yes(card), from(windows[0]));
    expect((await send('approvals/approve', yes(card), from(windows[1]))).code).toBe('CONFLICT');
    expect((await send('approvals/deny', yes(card), from(windows[1]))).code).toBe('CONFLICT');
    expect((await asked).value).toMatchObject({ success: true });
    expect(await refused()).toHaveLength(2);
    expect(await records('started')).toHaveLength(1);
    expect(await records('answered')).toHaveLength(1);
  });

  it('because its client is gone is refused', async () => {
    await agent.close();
    await expect
      .poll(async () => (await app.call('approvals.show', { id: card.id })).state, POLL)
      .toBe('requester_gone');
    expect((await send('approvals/approve', yes(card), from(windows[0]))).code).toBe('CONFLICT');
    expect(await refused()).toMatchObject([{ approval: card.id, why: 'CONFLICT' }]);
    await expectNothingRan();
  });

  it('because its time was up is refused', { timeout: 60_000 }, async () => {
    await send('approvals/deny', yes(card), from(windows[0]));
    await asked;
    await app.setPolicy(`${TEST_POLICY}limits: { approval_timeout: 1s }\n`);
    const late = ask('-R');
    const short = await app.nextCard();
    await expect.poll(async () => (await app.call('approvals.show', { id: short.id })).state, POLL).toBe('expired');
    expect((await send('approvals/approve', yes(short), from(windows[0]))).code).toBe('CONFLICT');
    expect(await refused()).toMatchObject([{ approval: short.id, why: 'CONFLICT' }]);
    expect((await late).value).toMatchObject({ code: 'APPROVAL_EXPIRED' });
    await expectNothingRan();
  });
});

describe('answers at once', () => {
  it('from two windows and a terminal: one counts, the others are refused, and it runs once or not at all', async () => {
    const terminal = connectToHost(app.dataDir);
    const viaTerminal = (name: 'approvals.approve' | 'approvals.deny') =>
      terminal.call(name, yes(card)).then(
        () => 200,
        (error: unknown) => (error instanceof HostError && error.code === 'CONFLICT' ? 409 : 500),
      );
    const statuses = await Promise.all([
      ...windows.flatMap((cookie) => [
        send('approvals/approve', yes(card), from(cookie)).then(({ status }) => status),
        send('approvals/deny', yes(card), from(cookie)).then(({ status }) => status),
      ]),
      ...[viaTerminal('approvals.approve'), viaTerminal('approvals.deny')],
    ]);
    expect(statuses.toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await refused()).toHaveLength(5);
    const { state } = await app.call('approvals.show', { id: card.id });
    const { value } = await asked;
    expect(value.success).toBe(state === 'approved');
    expect(await records('answered')).toHaveLength(1);
    expect(await records('started')).toHaveLength(state === 'approved' ? 1 : 0);
  });
});

describe('a yes that a newer policy does not bear', () => {
  it('lets nothing run', async () => {
    await app.setPolicy(
      TEST_POLICY.replace('verdict: ask, args: ["..."], because: tells the time', 'verdict: deny, args: ["..."]'),
    );
    await send('approvals/approve', yes(card), from(windows[0]));
    expect((await asked).value).toMatchObject({ code: 'POLICY_DENIED' });
    await expectNothingRan();
    expect((await records('finished')).map(({ body }) => (body.type === 'finished' ? body.outcome : ''))).toEqual([
      'POLICY_DENIED',
    ]);
  });
});
