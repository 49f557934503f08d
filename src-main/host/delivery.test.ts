/** How an answer that takes a person reaches official clients of both generations that do not wait long. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval, AuditRecord } from '#shared/model/index.ts';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let token: string;

beforeEach(async () => {
  app = await openTestHost();
  token = await app.addClient('Claude');
  await pace(500);
});
afterEach(() => app.close());
/** Much longer than a loaded machine takes to put an answer on record: what is held then is held until the answer. */
const PATIENT_MS = 30_000;
/** For `expect.poll`, which by itself waits a second. */
const POLL = { timeout: 15_000 };

const pace = (answer_within_ms: number | null) =>
  app.call('clients.setPace', { name: 'Claude', pace: { answer_within_ms, progress_extends: false } });
const approve = ({ id, digest }: Approval) => app.call('approvals.approve', { id, digest });
const deny = ({ id, digest }: Approval, because: string) => app.call('approvals.deny', { id, digest, because });
const steps = (records: readonly AuditRecord[]): string[] =>
  records.map(({ body }) => body.type).filter((type) => type !== 'house');
const started = async () => steps(await app.audit()).filter((step) => step === 'started').length;
const date = (agent: Agent) => agent.call('execute_command', { argv: ['date', '-u'], working_dir: app.workspace });
const back = (agent: Agent, ticket: unknown) => agent.call('await_approval', { ticket });

describe('a client of protocol 2026-07-28', () => {
  let agent: Agent;
  beforeEach(async () => {
    agent = await modernAgent({ endpoint: app.endpoint, token });
  });
  afterEach(() => agent.close());

  it('comes back by itself until there is an answer, and its request is on record once', async () => {
    await pace(2_000);
    const answer = date(agent);
    const card = await app.nextCard();
    await sleep(3_000);
    expect((await app.call('approvals.show', { id: card.id })).repeats).toBe(0);
    await approve(card);
    expect(await answer).toMatchObject({ isError: false, value: { success: true, approval_id: card.id } });
    expect(steps(await app.audit())).toEqual([
      ...['requested', 'decided', 'asked', 'finished', 'answered'],
      ...['requested', 'decided', 'answered', 'started', 'finished'],
    ]);
  });

  it('hears the no and why', async () => {
    await pace(2_000);
    const answer = date(agent);
    const card = await app.nextCard();
    await sleep(2_500);
    await deny(card, 'not on a Friday');
    expect((await answer).value).toMatchObject({ code: 'APPROVAL_DENIED', approval_id: card.id });
    expect((await answer).value.message).toContain('not on a Friday');
    expect(await started()).toBe(0);
  });

  it('is given a ticket before it is tired of coming back, and its card waits on', { timeout: 90_000 }, async () => {
    const { isError, value } = await date(agent);
    expect(isError).toBe(false);
    expect(value).toMatchObject({ status: 'pending_approval', code: 'PENDING_APPROVAL', retryable: true });
    const card = await app.nextCard();
    expect(value.ticket).toBe(card.id);
    await pace(PATIENT_MS);
    const answer = back(agent, value.ticket);
    await approve(card);
    expect((await answer).value).toMatchObject({ success: true, approval_id: card.id });
  });
});

describe('a client of the 2025 generation', () => {
  let agent: Agent;
  beforeEach(async () => {
    agent = await legacyAgent({ endpoint: app.endpoint, token });
  });
  afterEach(() => agent.close());

  const ticketAndCard = async () => {
    const { value } = await date(agent);
    expect(value).toMatchObject({ status: 'pending_approval', run_id: null });
    return { ticket: value.ticket, card: await app.nextCard() };
  };

  it('comes back with its ticket and gets the result of what it asked', async () => {
    const { ticket, card } = await ticketAndCard();
    expect((await back(agent, ticket)).value).toMatchObject({ status: 'pending_approval', ticket });
    await pace(PATIENT_MS);
    const answer = back(agent, ticket);
    await approve(card);
    expect(await answer).toMatchObject({
      isError: false,
      value: { success: true, exit_code: 0, approval_id: card.id },
    });
    expect(await started()).toBe(1);
    expect((await back(agent, ticket)).value).toMatchObject({ code: 'BAD_INPUT' });
    expect(await started()).toBe(1);
  });

  it('runs nothing while nobody is there to receive it, and once when the client comes back', async () => {
    const { ticket, card } = await ticketAndCard();
    await approve(card);
    await sleep(200);
    expect(await started()).toBe(0);
    expect((await app.call('approvals.show', { id: card.id })).preapproved_until).not.toBeNull();
    expect((await back(agent, ticket)).value).toMatchObject({ success: true, approval_id: card.id });
    expect((await app.call('approvals.show', { id: card.id })).preapproved_until).toBeNull();
    expect(await started()).toBe(1);
  });

  it('that asks the same again instead of coming back passes once', async () => {
    const { card } = await ticketAndCard();
    await approve(card);
    expect((await date(agent)).value).toMatchObject({ success: true, approval_id: card.id });
    expect((await date(agent)).value).toMatchObject({ status: 'pending_approval' });
    expect(await started()).toBe(1);
  });

  it('that asks the same again while its card waits joins it', async () => {
    const { card } = await ticketAndCard();
    await pace(PATIENT_MS);
    const again = date(agent);
    await expect.poll(async () => (await app.call('approvals.show', { id: card.id })).repeats, POLL).toBe(1);
    expect(await app.call('approvals.list', { state: 'pending' })).toHaveLength(1);
    await approve(card);
    expect((await again).value).toMatchObject({ success: true });
  });

  it('is told the no with its ticket, and is refused the same at once for a minute', async () => {
    const { ticket, card } = await ticketAndCard();
    await deny(card, 'no');
    expect((await back(agent, ticket)).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    expect((await date(agent)).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    expect((await app.call('approvals.show', { id: card.id })).repeats).toBe(1);
    expect(await app.call('approvals.list', { state: 'pending' })).toEqual([]);
  });

  it('that runs into a deadline nobody knew finds its card again, and is answered sooner from then on', {
    timeout: 60_000,
  }, async () => {
    await pace(null);
    const args = { argv: ['date', '-u'], working_dir: app.workspace };
    await expect(agent.call('execute_command', args, { timeoutMs: 4_000 })).rejects.toThrow(/timed out/i);
    const card = await app.nextCard();
    // The client says that it has stopped waiting in a message of its own, which the host may read after the next call.
    await expect.poll(async () => steps(await app.audit()), POLL).toContain('finished');
    // Nobody answers, and without what was learned it would be held for 45 s. How much sooner is tested with numbers, in delivery.
    const { value } = await agent.call('execute_command', args, { timeoutMs: 30_000 });
    expect(value).toMatchObject({ status: 'pending_approval', ticket: card.id });
    await approve(card);
    expect((await back(agent, card.id)).value).toMatchObject({ success: true });
  });

  it('that is gone for good leaves its card as requester gone', async () => {
    const { ticket, card } = await ticketAndCard();
    await agent.close();
    await expect
      .poll(async () => (await app.call('approvals.show', { id: card.id })).state, POLL)
      .toBe('requester_gone');
    agent = await legacyAgent({ endpoint: app.endpoint, token });
    expect((await back(agent, ticket)).value).toMatchObject({ code: 'REQUESTER_GONE' });
    await app.call('approvals.preapprove', { id: card.id, digest: card.digest });
    expect((await date(agent)).value).toMatchObject({ success: true, approval_id: card.id });
  });

  it('comes back after a restart of the host', async () => {
    const { ticket, card } = await ticketAndCard();
    const base = app.dataDir.replace(/\/data$/u, '');
    await app.host.close();
    app = await openTestHost({ folder: base });
    const again = await legacyAgent({ endpoint: app.endpoint, token });
    expect((await app.call('approvals.show', { id: card.id })).state).toBe('pending');
    await approve(card);
    expect((await back(again, ticket)).value).toMatchObject({ success: true, approval_id: card.id });
    expect((await back(again, ticket)).value).toMatchObject({ code: 'BAD_INPUT' });
    await again.close();
  });
});

describe('what a plan sends to standard input', () => {
  const TEXT = 'secret plans\n';
  const policy = TEST_POLICY.replace(
    'cat: { executable: /usr/bin/cat, sandbox: off, rules: [{ verdict: allow',
    'cat: { executable: /usr/bin/cat, sandbox: off, rules: [{ verdict: ask',
  );

  it('can be read for as long as its card waits, also after a restart, and reaches the program', async () => {
    await app.setPolicy(policy);
    const agent = await legacyAgent({ endpoint: app.endpoint, token });
    const input = { argv: ['cat'], working_dir: app.workspace, stdin_input: TEXT };
    const { value } = await agent.call('execute_command', input);
    const card = await app.nextCard();
    expect((await app.call('approvals.stdin', { id: card.id })).text).toBe(TEXT);
    const base = app.dataDir.replace(/\/data$/u, '');
    await app.host.close();
    app = await openTestHost({ folder: base });
    expect((await app.call('approvals.stdin', { id: card.id })).text).toBe(TEXT);
    const again = await legacyAgent({ endpoint: app.endpoint, token });
    await approve(card);
    expect((await back(again, value.ticket)).value).toMatchObject({ success: true, stdout: TEXT });
    expect(readdirSync(join(app.dataDir, 'content'))).toEqual([]);
    await again.close();
  });
});

describe('a ticket', () => {
  it.each([
    ['that never was', `apr_${'0'.repeat(26)}`],
    ['that is none', 'rm -rf /'],
    ['that is missing', undefined],
  ])('%s gets nothing, on record', async (_what, ticket) => {
    const agent = await legacyAgent({ endpoint: app.endpoint, token });
    expect((await back(agent, ticket)).value).toMatchObject({ code: 'BAD_INPUT' });
    expect(steps(await app.audit())).toEqual(['requested', 'finished']);
    await agent.close();
  });

  it('of another client gets nothing', async () => {
    const agent = await legacyAgent({ endpoint: app.endpoint, token });
    const other = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Other') });
    const { value } = await date(agent);
    const card = await app.nextCard();
    await approve(card);
    expect((await back(other, value.ticket)).value).toMatchObject({ code: 'BAD_INPUT' });
    expect(await started()).toBe(0);
    await agent.close();
    await other.close();
  });
});

describe('a request state', () => {
  const rpc = async (body: object, as = token) => {
    const reply = await fetch(app.endpoint, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${as}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'execute_command',
      },
      body: JSON.stringify(body),
    });
    const text = await reply.text();
    const data = /^data: (.+)$/mu.exec(text)?.[1] ?? text;
    return JSON.parse(data);
  };
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const call = (more: object = {}, argv = ['date', '-u']) => ({
    ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
    params: { name: 'execute_command', arguments: { argv, working_dir: app.workspace }, _meta: meta, ...more },
  });

  it('is asked for with input_required, and brought back it goes on where it was', async () => {
    const { result } = await rpc(call());
    expect(result).toMatchObject({ resultType: 'input_required', requestState: expect.stringMatching(/^v1\./u) });
    const card = await app.nextCard();
    // Whoever carries it can read nothing in it.
    const parts = String(result.requestState).split('.');
    const carried = parts.map((part) => Buffer.from(part, 'base64url').toString('latin1')).join();
    for (const told of [card.id, 'Claude', 'round']) expect(carried).not.toContain(told);
    await approve(card);
    const { result: done } = await rpc(call({ requestState: result.requestState }));
    expect(done.structuredContent).toMatchObject({ success: true, approval_id: card.id });
  });

  it.each([
    ['with a byte changed', (state: string) => call({ requestState: `${state.slice(0, -2)}xx` })],
    ['made up', () => call({ requestState: 'v1.e30.e30' })],
    ['with other arguments', (state: string) => call({ requestState: state }, ['date'])],
  ])('%s is refused and runs nothing', async (_what, forge) => {
    const { result } = await rpc(call());
    await approve(await app.nextCard());
    const { error } = await rpc(forge(result.requestState));
    expect(error).toMatchObject({ code: -32602 });
    expect(await started()).toBe(0);
  });

  it('of another client is refused', async () => {
    const other = await app.addClient('Other');
    const { result } = await rpc(call());
    await approve(await app.nextCard());
    expect((await rpc(call({ requestState: result.requestState }), other)).error).toMatchObject({ code: -32602 });
    expect(await started()).toBe(0);
  });
});
