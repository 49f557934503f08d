/** Answers to work on files that reach further than one run, whole: official client, real policy, real files, real log. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Approval, Sha256 } from '#shared/model/index.ts';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

const POLICY = `version: 1
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
  blocked: ["**/.env"]
files:
  rules:
    - { verdict: deny, do: [create, write], in: ["WORKSPACE/proj/fixed/**"] }
    - { verdict: ask, do: [read], in: ["WORKSPACE/proj/secret/**"] }
`;

let app: TestHost;
let agent: Agent;
let at: (...names: readonly string[]) => string;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  at = (...names) => join(app.workspace, ...names);
  for (const name of ['proj/src/deep', 'proj/fixed', 'proj/secret', 'project', 'other'])
    mkdirSync(at(name), { recursive: true });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

async function answered(tool: string, args: object, answer: (card: Approval) => Promise<unknown>) {
  const result = agent.call(tool, { ...args });
  const card = await app.nextCard();
  await answer(card);
  return { card, value: (await result).value };
}
const approve = (more: object) => (card: Approval) =>
  app.call('approvals.approve', { id: card.id, digest: card.digest, ...more });
/** Whether it is asked about; then denied. */
async function isAsked(tool: string, args: object): Promise<boolean> {
  let over = false;
  const result = agent.call(tool, { ...args }).finally(() => {
    over = true;
  });
  let card: Approval | undefined;
  while (card === undefined && !over) {
    await sleep(5);
    [card] = await app.call('approvals.list', { state: 'pending' });
  }
  if (card !== undefined) await app.call('approvals.deny', { id: card.id, digest: card.digest });
  await result;
  return card !== undefined;
}
const create = (path: string) => ({ path, content: `${path}\n` });

describe('a yes to creating files in a folder', () => {
  beforeEach(async () => {
    const { value } = await answered('write_file', create(at('proj/src/a.ts')), async (card) => {
      const { scopes, scopes_refused } = await app.call('approvals.offers', { id: card.id });
      expect(scopes_refused).toBeNull();
      expect(scopes.map(({ sentence }) => sentence)).toEqual([
        'Exactly this and nothing else',
        `Create files in ${at('proj/src')} and the folders in it, whatever they hold then`,
      ]);
      await approve({ scope: 'template', lifetime: 'hour' })(card);
    });
    expect(value).toMatchObject({ success: true });
  });

  it('lets others be created there and below, each on record by the grant', async () => {
    expect((await agent.call('write_file', create(at('proj/src/b.ts')))).value).toMatchObject({ success: true });
    expect((await agent.call('write_file', create(at('proj/src/deep/c.ts')))).value).toMatchObject({ success: true });
    expect(readFileSync(at('proj/src/deep/c.ts'), 'utf8')).toContain('c.ts');
    const [grant] = await app.call('grants.list', {});
    expect(grant).toMatchObject({ scope: 'template', lifetime: 'hour', uses: 2, client: 'Claude', ended: null });
    const by = (await app.audit()).flatMap(({ body }) => (body.type === 'answered' ? [body.by] : []));
    expect(by.slice(-2)).toEqual([grant?.id, grant?.id]);
  });

  it('is for that folder, that work and that client alone', async () => {
    expect(await isAsked('write_file', create(at('proj/b.ts')))).toBe(true);
    expect(await isAsked('write_file', create(at('project/b.ts')))).toBe(true);
    expect(await isAsked('write_file', create(at('proj/src/../e.ts')))).toBe(true);
    // What is there is changed, not created.
    expect(await isAsked('write_file', { ...create(at('proj/src/a.ts')), mode: 'overwrite' })).toBe(true);
    expect(await isAsked('delete_file', { path: at('proj/src/a.ts') })).toBe(true);
    expect(readFileSync(at('proj/src/a.ts'), 'utf8')).toContain('a.ts');
  });

  it('does not follow a link out of the folder, and passes over no rule that denies', async () => {
    symlinkSync(at('other'), at('proj/src/out'));
    expect(await isAsked('write_file', create(at('proj/src/out/x.ts')))).toBe(true);
    expect(existsSync(at('other/x.ts'))).toBe(false);
    const blocked = await agent.call('write_file', create(at('proj/src/.env')));
    expect(blocked.isError).toBe(true);
    expect(existsSync(at('proj/src/.env'))).toBe(false);
  });

  it('ends when it is revoked, and with a lock', async () => {
    const [grant] = await app.call('grants.list', {});
    if (grant !== undefined) await app.call('grants.revoke', { id: grant.id });
    expect(await isAsked('write_file', create(at('proj/src/d.ts')))).toBe(true);
  });
});

describe('a yes to the workspace', () => {
  it('reaches what is in the session’s folder and stops at a rule that denies', async () => {
    const { value } = await agent.call('create_session', { working_dir: at('proj') });
    const session = value.session_id;
    await answered('write_file', { ...create('src/a.ts'), session_id: session }, async (card) => {
      const { scopes } = await app.call('approvals.offers', { id: card.id });
      expect(scopes.map(({ scope }) => scope)).toEqual(['exact', 'template', 'rule']);
      expect(scopes.at(-1)?.sentence).toContain(`Create files in ${at('proj')} and`);
      await approve({ scope: 'rule', lifetime: 'session' })(card);
    });
    expect(await isAsked('write_file', { ...create('b.ts'), session_id: session })).toBe(false);
    expect(await isAsked('write_file', { ...create(at('other/b.ts')), session_id: session })).toBe(true);
    expect((await agent.call('write_file', { ...create('fixed/b.ts'), session_id: session })).value.code).toBe(
      'POLICY_DENIED',
    );
    // Another session of the same client was given nothing.
    expect(await isAsked('write_file', create(at('proj/c.ts')))).toBe(true);
  });
});

describe('a rule that asks before reading', () => {
  it('can be answered for the folder', async () => {
    for (const name of ['a', 'b']) writeFileSync(at('proj/secret', name), name);
    await answered('read_file', { path: at('proj/secret/a') }, approve({ scope: 'template', lifetime: 'until-quit' }));
    expect(await isAsked('read_file', { path: at('proj/secret/b') })).toBe(false);
  });
});

describe('always', () => {
  it('writes a rule about files, and what it covers passes from then on', async () => {
    const { card } = await answered('write_file', create(at('proj/src/a.ts')), async (shown) => {
      const { always, policy_text } = await app.call('approvals.offers', { id: shown.id });
      expect(always.map(({ choice }) => choice)).toEqual(['exact', 'template', 'workspace']);
      const base = Sha256.parse(createHash('sha256').update(policy_text).digest('hex'));
      await approve({ lifetime: 'always', always: 'template', base })(shown);
    });
    const { value } = await agent.call('write_file', create(at('proj/src/b.ts')));
    expect(value).toMatchObject({ success: true, approval_id: null });
    expect(await isAsked('write_file', create(at('proj/b.ts')))).toBe(true);
    expect((await app.call('policy.history', { limit: 1 }))[0]?.why).toContain(card.id);
  });
});

describe('what is looked at each time', () => {
  it('is removing, and the prompt says so', async () => {
    writeFileSync(at('proj/x'), 'x');
    const result = agent.call('delete_file', { path: at('proj/x') });
    const card = await app.nextCard();
    const offers = await app.call('approvals.offers', { id: card.id });
    expect(offers).toMatchObject({
      scopes: [{ scope: 'exact' }],
      scopes_refused: 'What is removed is looked at each time.',
    });
    await expect(approve({ scope: 'template', lifetime: 'hour' })(card)).rejects.toMatchObject({ code: 'CONFLICT' });
    await app.call('approvals.deny', { id: card.id, digest: card.digest });
    await result;
    expect(existsSync(at('proj/x'))).toBe(true);
  });
});
