/** Answers that reach further than one run, whole: official client, real policy, real log. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Approval, Sha256 } from '#shared/model/index.ts';
import { type Agent, legacyAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

/** A rule that asks about one verb, one that asks about everything of a program, and one that asks about an interpreter. */
const POLICY = `version: 1
commands:
  "true": { executable: /usr/bin/true, rules: [{ verdict: ask, args: [push, "<text>"] }, { verdict: ask, args: [drop, "<text>"] }] }
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
  sh: { executable: /bin/sh, rules: [{ verdict: ask, args: ["..."] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

let app: TestHost;
let agent: Agent;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const run = (...argv: readonly string[]) => agent.call('execute_command', { argv, working_dir: app.workspace });
/** Asks, answers the card, and gives both. */
async function asked(argv: readonly string[], answer: (card: Approval) => Promise<unknown>) {
  const result = run(...argv);
  const card = await app.nextCard();
  await answer(card);
  return { card, value: (await result).value };
}
const approve = (more: object) => (card: Approval) =>
  app.call('approvals.approve', { id: card.id, digest: card.digest, ...more });
const deny = (card: Approval) => app.call('approvals.deny', { id: card.id, digest: card.digest });
/** Whether it is asked about; then denied. */
async function isAsked(...argv: readonly string[]): Promise<boolean> {
  let passed = false;
  const result = run(...argv).finally(() => (passed = true));
  let card: Approval | undefined;
  while (card === undefined && !passed) {
    await sleep(5);
    [card] = await app.call('approvals.list', { state: 'pending' });
  }
  if (card !== undefined) await deny(card);
  await result;
  return card !== undefined;
}

describe('an approval for longer', () => {
  it('of exactly this lets the same through and nothing else, on record by its id', async () => {
    const { value } = await asked(['true', 'push', 'a'], approve({ lifetime: 'hour' }));
    expect(value).toMatchObject({ success: true });
    expect((await run('true', 'push', 'a')).value).toMatchObject({ success: true });
    const [grant] = await app.call('grants.list', {});
    expect(grant).toMatchObject({ scope: 'exact', lifetime: 'hour', uses: 1, ended: null });
    expect(grant?.last_used_at).not.toBeNull();
    const by = (await app.audit()).flatMap(({ body }) => (body.type === 'answered' ? [body.by] : []));
    expect(by.at(-1)).toBe(grant?.id);
    expect(await isAsked('true', 'push', 'b')).toBe(true);
  });

  it('of this template lets other values of the same kind through', async () => {
    await asked(['true', 'push', 'a'], approve({ scope: 'template', lifetime: 'hour' }));
    expect(await isAsked('true', 'push', 'b')).toBe(false);
    expect(await isAsked('true', 'push', '../b')).toBe(true);
    expect(await isAsked('true', 'drop', 'a')).toBe(true);
  });

  it('of what the rule asks about lets that through and not what another rule asks about', async () => {
    await asked(['true', 'push', 'a'], approve({ scope: 'rule', lifetime: 'until-quit' }));
    expect(await isAsked('true', 'push', '../b')).toBe(false);
    expect(await isAsked('true', 'drop', 'a')).toBe(true);
  });

  it('counts for its rule wherever it stands, and not for one that has changed or taken its place', async () => {
    await asked(['true', 'push', 'a'], approve({ scope: 'rule', lifetime: 'hour' }));
    const swapped = POLICY.replace(
      /\[\{ verdict: ask, args: \[push.*\] \}\n/u,
      '[{ verdict: ask, args: [drop, "<text>"] }, { verdict: ask, args: [push, "<text>"] }] }\n',
    );
    await app.setPolicy(swapped);
    expect(await isAsked('true', 'push', 'b')).toBe(false);
    expect(await isAsked('true', 'drop', 'a')).toBe(true);
    await app.setPolicy(POLICY.replace('args: [push, "<text>"]', 'args: [push, "<text>"], because: it publishes'));
    expect(await isAsked('true', 'push', 'c')).toBe(true);
  });

  it('does not outrun a policy that denies by now', async () => {
    await asked(['true', 'push', 'a'], approve({ scope: 'rule', lifetime: 'hour' }));
    await app.setPolicy(POLICY.replace('{ verdict: ask, args: [push', '{ verdict: deny, args: [push'));
    expect((await run('true', 'push', 'a')).value).toMatchObject({ code: 'POLICY_DENIED' });
  });

  it('is for that client alone, and ends with its token, when revoked and with the lock', async () => {
    await asked(['true', 'push', 'a'], approve({ lifetime: 'hour' }));
    const other = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Other') });
    const theirs = other.call('execute_command', { argv: ['true', 'push', 'a'], working_dir: app.workspace });
    await deny(await app.nextCard());
    expect((await theirs).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    await other.close();
    const [grant] = await app.call('grants.list', {});
    await app.call('grants.revoke', { id: grant!.id });
    expect(await isAsked('true', 'push', 'a')).toBe(true);
    await asked(['true', 'push', 'z'], approve({ lifetime: 'until-quit' }));
    expect(await app.call('host.lock', {})).toEqual({ ended: 1 });
    expect(await isAsked('true', 'push', 'z')).toBe(true);
    await asked(['true', 'push', 'y'], approve({ lifetime: 'hour' }));
    await app.call('clients.revoke', { name: 'Claude' });
    expect((await app.call('grants.list', {})).every(({ ended }) => ended !== null)).toBe(true);
  });

  /** The client has its ticket, and the person says yes for an hour. */
  async function approvedLate(): Promise<unknown> {
    await app.call('clients.setPace', { name: 'Claude', pace: { answer_within_ms: 500, progress_extends: false } });
    const { value } = await run('true', 'push', 'a');
    expect(value.status).toBe('pending_approval');
    await approve({ lifetime: 'hour' })(await app.nextCard());
    return value.ticket;
  }
  async function revokeIt(): Promise<void> {
    const [grant] = await app.call('grants.list', {});
    expect(grant?.uses).toBe(0);
    await app.call('grants.revoke', { id: grant!.id });
  }

  it('that came late is one run’s own before it is anybody’s, and leaves nothing behind when it is revoked', async () => {
    const ticket = await approvedLate();
    expect((await agent.call('await_approval', { ticket })).value).toMatchObject({ success: true });
    await revokeIt();
    expect(await isAsked('true', 'push', 'a')).toBe(true);
  });

  it('that came late and is revoked before its client comes back lets nothing run', async () => {
    const ticket = await approvedLate();
    await revokeIt();
    expect((await agent.call('await_approval', { ticket })).value).toMatchObject({ success: false });
    expect(await isAsked('true', 'push', 'a')).toBe(true);
  });

  it('until its session ends does so with the connection', async () => {
    await asked(['true', 'push', 'a'], approve({ lifetime: 'session' }));
    expect(await isAsked('true', 'push', 'a')).toBe(false);
    await agent.close();
    await expect.poll(async () => (await app.call('grants.list', {}))[0]?.ended).toBe('session-over');
    agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Second') });
  });

  it('survives a restart for an hour’s grant, and not for one until Countersign quits', async () => {
    await asked(['true', 'push', 'a'], approve({ lifetime: 'hour' }));
    await asked(['true', 'push', 'b'], approve({ lifetime: 'until-quit' }));
    await app.host.close();
    app = await openTestHost({ folder: app.dataDir.replace(/\/data$/u, '') });
    const grants = await app.call('grants.list', {});
    expect(Object.fromEntries(grants.map(({ lifetime, ended }) => [lifetime, ended]))).toEqual({
      hour: null,
      'until-quit': 'host-quit',
    });
  });

  it.each([
    ['for an interpreter', ['sh', '-c', 'true']],
    ['with hidden characters', ['date', '+%Y\u200b']],
  ])('is not offered %s, and asking for it is refused, on record', async (_what, argv) => {
    const { card } = await asked(argv, async (shown) => {
      const offers = await app.call('approvals.offers', { id: shown.id });
      expect(offers.scopes.map(({ scope }) => scope)).toEqual(['exact']);
      expect(offers).toMatchObject({ always: [], always_refused: expect.stringMatching(/.{10}/u) });
      await expect(approve({ scope: 'rule', lifetime: 'hour' })(shown)).rejects.toMatchObject({ code: 'CONFLICT' });
      await deny(shown);
    });
    const refused = (await app.audit()).filter(({ body }) => body.type === 'house' && body.event === 'answer-refused');
    expect(refused.map(({ body }) => body.type === 'house' && body.detail.approval)).toEqual([card.id]);
  });
});

describe('always', () => {
  const hash = (text: string) => Sha256.parse(createHash('sha256').update(text).digest('hex'));

  it('writes the rule that was shown, with who and why in the history, and approves the card once', async () => {
    const { card, value } = await asked(['date', '-u'], async (shown) => {
      const { always, policy_text } = await app.call('approvals.offers', { id: shown.id });
      expect(always.map(({ choice }) => choice)).toContain('exact');
      await approve({ lifetime: 'always', always: 'exact', base: hash(policy_text) })(shown);
      const offered = always.find(({ choice }) => choice === 'exact')?.text;
      expect(readFileSync(join(app.dataDir, 'policy.yaml'), 'utf8')).toBe(offered);
    });
    expect(value).toMatchObject({ success: true, approval_id: card.id });
    expect((await run('date', '-u')).value).toMatchObject({ success: true, approval_id: null });
    expect(await isAsked('date', '-R')).toBe(true);
    const [version] = await app.call('policy.history', { limit: 1 });
    expect(version).toMatchObject({ by: 'tester via terminal', in_force: true });
    expect(version?.why).toContain(card.id);
  });

  it('is refused when the policy is another by now, and leaves the card up', async () => {
    const result = run('date', '-u');
    const card = await app.nextCard();
    const { policy_text } = await app.call('approvals.offers', { id: card.id });
    await app.setPolicy(`${POLICY}# changed\n`);
    const wish = { lifetime: 'always', always: 'exact', base: hash(policy_text) };
    await expect(approve(wish)(card)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(approve({ lifetime: 'always' })(card)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await app.call('approvals.show', { id: card.id })).state).toBe('pending');
    await deny(card);
    expect((await result).value).toMatchObject({ code: 'APPROVAL_DENIED' });
  });
});

describe('a trusted session', () => {
  it('lets through what is sandboxed in its folder and nothing else, and is seen and dropped', async () => {
    mkdirSync(join(app.workspace, 'proj'));
    await expect(
      app.call('grants.trust', { client: 'Nobody', workspace: app.workspace, minutes: 5 }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      app.call('grants.trust', { client: 'Claude', workspace: '/no/such', minutes: 5 }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const grant = await app.call('grants.trust', { client: 'Claude', workspace: app.workspace, minutes: 5 });
    expect(grant).toMatchObject({ scope: 'workspace', workspace: app.workspace, approval: null, ended: null });
    expect((await run('true', 'push', 'a')).value).toMatchObject({ success: true, approval_id: null });
    expect(await isAsked('date', '-u')).toBe(true);
    const events = (await app.audit()).flatMap(({ body }) => (body.type === 'house' ? [body.event] : []));
    expect(events).toContain('grant-given');
    expect(await app.call('host.lock', {})).toEqual({ ended: 1 });
  });
});

describe('the panic button', () => {
  it('stops what comes, keeps what waits, ends what runs when asked to, and stays pressed over a restart', async () => {
    await app.setPolicy(TEST_POLICY);
    const waiting = run('date');
    const card = await app.nextCard();
    const sleeping = run('sleep', '60');
    await expect.poll(async () => (await app.call('host.status', {})).runs_active).toBe(1);
    const status = await app.call('host.pause', { kill: true });
    expect(status.paused?.by).toBe('tester via terminal');
    expect((await sleeping).value).toMatchObject({ success: false, ended: 'stopped' });
    expect((await run('true')).value).toMatchObject({ code: 'PAUSED', retryable: true });
    await expect(approve({})(card)).rejects.toMatchObject({ code: 'CONFLICT' });
    await deny(card);
    expect((await waiting).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    await app.host.close();
    app = await openTestHost({ folder: app.dataDir.replace(/\/data$/u, '') });
    expect((await app.call('host.status', {})).paused).not.toBeNull();
    expect((await app.call('host.resume', {})).paused).toBeNull();
  });
});
