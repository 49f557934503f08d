/** A client is its token, not its name: whoever has a revoked client's name next inherits nothing that was the old one's. */
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
beforeEach(async () => {
  app = await openTestHost({ policy: TEST_POLICY });
});
afterEach(() => app.close());

const again = async (): Promise<string> => {
  await app.call('clients.revoke', { name: 'Claude' });
  return app.addClient('Claude');
};

describe.each([
  ['of the 2025 generation', legacyAgent],
  ['of protocol 2026-07-28', modernAgent],
])('a client %s with the name of one that was revoked', (_name, open) => {
  it('sees, reads, ends and deletes none of its runs', async () => {
    const old = await open({ endpoint: app.endpoint, token: await app.addClient('Claude') });
    const { value: done } = await old.call('execute_command', {
      argv: ['echo', 'of the old'],
      working_dir: app.workspace,
    });
    const { run_id } = done;
    expect((await old.call('get_run_stdout', { run_id })).value).toMatchObject({ stdout: 'of the old\n' });
    await old.close();
    const fresh = await open({ endpoint: app.endpoint, token: await again() });
    expect((await fresh.call('list_recent_runs', {})).value.runs).toEqual([]);
    expect(await fresh.resources()).toEqual([]);
    await expect(fresh.read(`countersign://runs/${run_id}/stdout`)).rejects.toThrow(/has no run/);
    for (const tool of ['get_run_log', 'get_run_stdout', 'get_run_stderr', 'get_run_output', 'tail_run_output']) {
      expect([tool, (await fresh.call(tool, { run_id })).value.code]).toEqual([tool, 'UNKNOWN_RUN']);
    }
    for (const tool of ['cancel_run', 'delete_run']) {
      expect([tool, (await fresh.call(tool, { run_id })).value.code]).toEqual([tool, 'UNKNOWN_RUN']);
    }
    // Its own it does.
    const { value: own } = await fresh.call('execute_command', { argv: ['echo', 'mine'], working_dir: app.workspace });
    expect((await fresh.call('list_recent_runs', {})).value.runs).toMatchObject([{ run_id: own.run_id }]);
    await fresh.close();
  });

  it('has no use of a yes that the old one did not use, nor of its ticket', async () => {
    await app
      .call('clients.add', { name: 'Claude', pace: { answer_within_ms: 600, progress_extends: false } })
      .then(async ({ token }) => {
        const old = await open({ endpoint: app.endpoint, token });
        const asked = await old.call('execute_command', { argv: ['date'], working_dir: app.workspace });
        const card = await app.nextCard();
        await app.call('approvals.approve', { id: card.id, digest: card.digest });
        await old.close();
        const fresh = await open({ endpoint: app.endpoint, token: await again() });
        const ticket = asked.value.ticket ?? card.id;
        expect((await fresh.call('await_approval', { ticket })).value.code).toBe('BAD_INPUT');
        const second = fresh.call('execute_command', { argv: ['date'], working_dir: app.workspace });
        const anew = await app.nextCard();
        expect(anew.id).not.toBe(card.id);
        await app.call('approvals.deny', { id: anew.id, digest: anew.digest });
        expect((await second).value.code).toBe('APPROVAL_DENIED');
        await fresh.close();
      });
  });
});

it('a message whose token is revoked while it comes in is not served', async () => {
  const token = await app.addClient('Claude');
  const sent = Promise.withResolvers<number | undefined>();
  const slow = httpRequest(app.endpoint, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      accept: 'application/json, text/event-stream',
    },
  });
  slow.on('response', (response) => {
    response.resume();
    sent.resolve(response.statusCode);
  });
  slow.write('{"jsonrpc":"2.0","id":1,"method":"tools/list"');
  // The first half has to be there before the token goes.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await again();
  slow.end(',"params":{}}');
  expect(await sent.promise).toBe(401);
});
