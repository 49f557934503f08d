/** What a person sees of sessions, and ends: through the contract, against a whole host. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionId, SessionInfo } from '#shared/model/index.ts';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let agent: Agent;
let id: SessionId;
beforeEach(async () => {
  app = await openTestHost({ policy: `${TEST_POLICY}\nfiles: { rules: [{ verdict: allow, do: [create] }] }\n` });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  const { value } = await agent.call('create_session', {
    ...{ working_dir: app.workspace, environment: { GREETING: 'secret words' } },
  });
  id = value.session_id as SessionId;
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const run = (argv: readonly string[], more: object = {}) =>
  agent.call('execute_command', { session_id: id, argv, ...more });
const house = async () =>
  (await app.audit()).flatMap(({ body }) =>
    body.type === 'house' && body.event === 'session-ended' ? [body.detail] : [],
  );

describe('a session, to the person', () => {
  it('is listed with what runs in it, its files and its processes, and no other client’s', async () => {
    const other = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Other') });
    const theirs = (await other.call('create_session', { working_dir: app.workspace })).value.session_id;
    await other.call('execute_command', { session_id: theirs, argv: ['echo', 'theirs'] });
    await run(['echo', 'mine']);
    await agent.call('write_file', { session_id: id, path: join(app.workspace, 'made.txt'), content: 'x' });
    const { value } = await run(['sleep', '20'], { wait_seconds: 0.05 });

    const listed = await app.call('sessions.list', {});
    expect(listed.map(({ client }) => client).sort()).toEqual(['Claude', 'Other']);
    const { session, runs, processes } = await app.call('sessions.show', { id });
    expect(session).toMatchObject({ client: 'Claude', working_dir: app.workspace, variables: ['GREETING'] });
    expect(JSON.stringify(session)).not.toContain('secret words');
    expect(session.idle_end_at).not.toBeNull();
    expect(session.running).toEqual([value.run_id]);
    expect(runs.map(({ plan }) => plan.kind)).toEqual(expect.arrayContaining(['command', 'file.write']));
    expect(JSON.stringify(runs)).not.toContain('theirs');
    if (process.platform === 'linux') {
      expect(processes).toMatchObject([{ argv: ['sleep', '20'], run: value.run_id }]);
    }
    await other.close();
  });

  it('is ended by the person, with what runs in it; that is on record once, with who', async () => {
    const heard: SessionInfo[] = [];
    app.host.api.events.listen((event) => {
      if (event.name === 'sessions.changed') heard.push(event.payload);
    });
    const answer = run(['sleep', '20']);
    await expect.poll(async () => (await app.call('sessions.show', { id })).session.running.length).toBe(1);
    expect((await app.call('sessions.show', { id })).session.idle_end_at).toBeNull();
    const ended = await app.call('sessions.end', { id });
    expect(ended).toMatchObject({ ended_because: 'person', running: [] });
    expect((await answer).value).toMatchObject({ success: false, ended: 'stopped', killed_by: 'person' });
    await expect(app.call('sessions.end', { id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await house()).toEqual([{ session: id, client: 'Claude', because: 'person', by: 'tester via terminal' }]);
    expect(heard.at(-1)).toMatchObject({ id, ended_because: 'person', running: [] });
    expect((await app.call('sessions.show', { id })).session.ended_at).not.toBeNull();
  });

  it('that its client ends is on record too', async () => {
    await agent.call('kill_session', { session_id: id });
    expect(await house()).toEqual([{ session: id, client: 'Claude', because: 'killed', by: null }]);
    expect(await app.call('sessions.list', {})).toMatchObject([{ id, ended_because: 'killed' }]);
  });

  it('that is none is not found', async () => {
    const unknown = `ses_${'0'.repeat(26)}` as SessionId;
    await expect(app.call('sessions.show', { id: unknown })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.call('sessions.show', { id: '../../x' as SessionId })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});
