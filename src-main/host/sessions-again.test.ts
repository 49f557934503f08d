/** Sessions after a restart of the host: the same folder and variables for the same client, and nothing for anybody else. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SessionId } from '../../src-shared/model/index.ts';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let base: string;
let token: string;
let agent: Agent;
let file: string;

const connect = () => modernAgent({ endpoint: app.endpoint, token });
/** @param meanwhile what happens to the data folder while no host runs */
async function restart(meanwhile: () => void = () => undefined): Promise<void> {
  // The host first: a client that leaves takes its cards along.
  await app.host.close();
  await agent.close().catch(() => undefined);
  meanwhile();
  app = await openTestHost({ folder: base });
  agent = await connect();
}
const greet = async (session_id: unknown) =>
  (await agent.call('execute_command', { session_id, argv: ['printenv', 'GREETING'] })).value;
const create = async () =>
  (await agent.call('create_session', { working_dir: app.workspace, environment: { GREETING: 'hello' } })).value
    .session_id;
const listed = async () =>
  ((await agent.call('list_sessions', {})).value.sessions as readonly { session_id: string }[]).map(
    (each) => each.session_id,
  );
function rewrite(change: (saved: Record<string, unknown>) => object): void {
  const { sessions } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ version: 1, sessions: sessions.map(change) }));
}

beforeEach(async () => {
  app = await openTestHost();
  base = dirname(app.dataDir);
  file = join(app.dataDir, 'sessions.json');
  token = await app.addClient('Claude');
  agent = await connect();
});
afterEach(async () => {
  await agent.close();
  await app.host.close();
  rmSync(base, { recursive: true });
});

it('an open session goes on, with its folder and variables, for its own client alone', async () => {
  const session_id = await create();
  await restart();
  expect(await greet(session_id)).toMatchObject({ success: true, stdout: 'hello\n' });
  expect(await listed()).toEqual([session_id]);
  const other = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Other') });
  const asked = { session_id, argv: ['printenv', 'GREETING'] };
  expect((await other.call('execute_command', asked)).value.code).toBe('UNKNOWN_SESSION');
  await other.close();
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('one that was ended stays ended', async () => {
  const [ended, open] = [await create(), await create()];
  await agent.call('kill_session', { session_id: ended });
  await restart();
  expect(await listed()).toEqual([open]);
  expect(await greet(ended)).toMatchObject({ code: 'UNKNOWN_SESSION' });
});

it('one of a client that is gone is dropped, and is not that of who got its name', async () => {
  const session_id = await create();
  await restart(() => rewrite((saved) => ({ ...saved, client_id: 'another' })));
  expect(await listed()).toEqual([]);
  expect(await greet(session_id)).toMatchObject({ code: 'UNKNOWN_SESSION' });
});

it('the time without a host counts as idle, and the end is on record', async () => {
  const session_id = await create();
  await restart(() => rewrite((saved) => ({ ...saved, last_used_ms: Date.now() - 86_400_000 })));
  expect(await listed()).toEqual([]);
  const ended = async () =>
    (await app.audit()).some(
      ({ body }) =>
        body.type === 'house' && body.event === 'session-ended' && JSON.stringify(body.detail).includes('idle'),
    );
  await expect.poll(ended, { timeout: 10_000 }).toBe(true);
  expect(await app.call('sessions.show', { id: SessionId.parse(session_id) })).toMatchObject({
    session: { ended_because: 'idle' },
  });
});

it('a card that waits over the restart lets its command run in its session', async () => {
  await agent.close();
  agent = await legacyAgent({ endpoint: app.endpoint, token });
  const pace = { answer_within_ms: 500, progress_extends: false };
  await app.call('clients.setPace', { name: 'Claude', pace });
  const session_id = await create();
  const { ticket } = (await agent.call('execute_command', { session_id, argv: ['date', '-u'] })).value;
  const { id, digest } = await app.nextCard();
  await restart();
  await app.call('approvals.approve', { id, digest });
  await app.call('clients.setPace', { name: 'Claude', pace: { ...pace, answer_within_ms: 30_000 } });
  const back = await agent.call('await_approval', { ticket });
  expect(back.value).toMatchObject({ success: true, approval_id: id });
});

it('a file that cannot be read keeps nobody from starting, and is left as it is', async () => {
  await create();
  await restart(() => writeFileSync(file, '{ "version": 2 }'));
  expect(await listed()).toEqual([]);
  expect(await create()).toMatch(/^ses_/u);
  await restart();
  expect(readFileSync(file, 'utf8')).toBe('{ "version": 2 }');
  expect(existsSync(file)).toBe(true);
});
