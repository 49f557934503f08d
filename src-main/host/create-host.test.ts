/** The host as a whole: its policy, its log, its folder, its port and its end. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let token: string;

beforeEach(async () => {
  app = await openTestHost();
  token = await app.addClient('Claude');
});
afterEach(() => app.close());

describe('the house', () => {
  it('decides again under the policy in force when a card is approved', async () => {
    const agent = await legacyAgent({ endpoint: app.endpoint, token });
    const answer = agent.call('execute_command', { argv: ['date'], working_dir: app.workspace });
    const card = await app.nextCard();
    await app.setPolicy(TEST_POLICY.replace('verdict: ask', 'verdict: deny'));
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect((await answer).value.code).toBe('POLICY_DENIED');
    await agent.close();
  });

  it('keeps the last good policy in force while the file is broken', async () => {
    const agent = await legacyAgent({ endpoint: app.endpoint, token });
    await app.setPolicy(`${TEST_POLICY}\nwat: 1\n`);
    const status = await app.call('policy.status', {});
    expect(status.state).toBe('last-good');
    expect(status.problems[0]?.line).toBeGreaterThan(10);
    expect((await agent.call('execute_command', { argv: ['true'], working_dir: app.workspace })).isError).toBe(false);
    await agent.close();
  });

  it('answers why without running or recording anything', async () => {
    const before = (await app.audit()).length;
    const verdict = await app.call('policy.why', { argv: ['date', '-u'], cwd: app.workspace });
    expect(verdict).toMatchObject({ verdict: 'ask', rule: { id: 'commands.date.rules[0]' } });
    expect((await app.call('policy.why', { argv: ['rm'], cwd: app.workspace })).verdict).toBe('deny');
    expect((await app.audit()).length).toBe(before);
  });

  it('leaves an audit log that verifies, and one changed byte in it does not', async () => {
    const agent = await modernAgent({ endpoint: app.endpoint, token });
    for (let n = 0; n < 5; n += 1)
      await agent.call('execute_command', { argv: ['echo', String(n)], working_dir: app.workspace });
    await agent.close();
    expect(await app.call('audit.verify', {})).toMatchObject({ integrity: 'ok', first_bad: null });
    const file = join(app.dataDir, 'audit', '000001.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"echo","3"', '"echo","4"'));
    expect((await app.call('audit.verify', {})).integrity).toBe('broken');
  });

  it('refuses a second host in the same folder', async () => {
    await expect(openTestHost({ dataDir: app.dataDir })).rejects.toThrow(/Another Countersign uses the data folder/);
  });

  it('names another Countersign as the owner of a taken port', async () => {
    const port = Number(new URL(app.endpoint).port);
    await expect(openTestHost({ port })).rejects.toThrow(/taken by another Countersign \(process \d+\)/);
  });

  it('puts a refused answer on record', async () => {
    const agent = await legacyAgent({ endpoint: app.endpoint, token });
    const answer = agent.call('execute_command', { argv: ['date'], working_dir: app.workspace });
    const card = await app.nextCard();
    const forged = card.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    await expect(
      app.call('approvals.approve', { id: card.id, digest: forged as typeof card.digest }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    await app.call('approvals.deny', { id: card.id, digest: card.digest });
    await answer;
    const refused = (await app.audit()).filter(({ body }) => body.type === 'house' && body.event === 'answer-refused');
    expect(refused).toHaveLength(1);
    await agent.close();
  });

  it('ends what runs when it closes, and answers for it', async () => {
    const own = await openTestHost();
    const agent = await legacyAgent({ endpoint: own.endpoint, token: await own.addClient() });
    const answer = agent.call('execute_command', {
      argv: ['sleep', '90'],
      working_dir: own.workspace,
      timeout_seconds: 25,
    });
    await expect.poll(async () => (await own.call('host.status', {})).runs_active).toBe(1);
    await own.close();
    expect((await answer).value).toMatchObject({ success: false, ended: 'host_quit' });
  });
});
