/** What an agent may ask of the policy, through the whole house: it learns its own rules and nobody else's, and nothing runs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

const POLICY = `${TEST_POLICY.replace(
  'pwd: {',
  'uname: { executable: /usr/bin/uname, sandbox: off, rules: [{ verdict: allow, args: [], flags: { "-a": none } }, { verdict: allow, args: [secret], clients: [Other] }] }\n  pwd: {',
)}clients:
  Claude: { commands: { pwd: { deny: true, because: not for Claude } } }
  Other: { commands: { echo: { deny: true, because: hidden from Claude } } }
`;

let app: TestHost;
let agent: Agent;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

describe('explain_policy', () => {
  it('says what the client may do, its own limits included and nobody else’s', async () => {
    const { value } = await agent.call('explain_policy', {});
    const text = JSON.stringify(value);
    expect(value).toMatchObject({ success: true, answer: null });
    expect(text).toContain('Allow echo with any arguments');
    expect(text).toContain('For Claude: deny anything of pwd: not for Claude');
    expect(text).not.toMatch(/hidden from Claude|secret|Other/u);
  });

  it('says why a command would be refused, by which rule, and where no file of the app’s own lies', async () => {
    const { value } = await agent.call('explain_policy', { argv: ['pwd'], cwd: app.workspace });
    expect(value).toMatchObject({
      answer: {
        verdict: 'deny',
        rule: { id: 'clients.Claude.commands.pwd.deny' },
        reasons: [expect.stringContaining('not for Claude'), expect.any(String)],
      },
    });
    const other = await agent.call('explain_policy', { argv: ['uname', 'secret'], cwd: app.workspace });
    expect(JSON.stringify([value, other.value])).not.toMatch(new RegExp(`${app.dataDir}|other clients|Other`, 'u'));
  });

  it('is on record as a question, and runs nothing', async () => {
    await agent.call('explain_policy', { argv: ['echo', 'hello'], cwd: app.workspace });
    const decided = (await app.audit()).flatMap(({ body }) => (body.type === 'decided' ? [body] : []));
    expect(decided).toMatchObject([
      { plan: { kind: 'policy.explain' }, verdict: { rule: { id: 'builtin.question' } } },
    ]);
    expect(await app.call('runs.list', {})).toEqual([]);
  });
});

describe('check_command', () => {
  it.each([
    [['echo', 'a'], { verdict: 'allow', allowed: true, needs_approval: false }],
    [['date'], { verdict: 'ask', allowed: false, needs_approval: true }],
    [['rm', '-rf', '/'], { verdict: 'deny', allowed: false, needs_approval: false }],
  ])('decides %j without running it', async (argv, answer) => {
    expect((await agent.call('check_command', { argv, working_dir: app.workspace })).value).toMatchObject(answer);
    expect(await app.call('approvals.list', {})).toEqual([]);
  });

  it('names the rule that decides the request, not the one for asking', async () => {
    const rule = async (argv: readonly string[]): Promise<unknown> =>
      (await agent.call('check_command', { argv, working_dir: app.workspace })).value.rule;
    expect(await rule(['echo', 'a'])).toMatchObject({ id: 'commands.echo.rules[0]' });
    expect(await rule(['rm'])).toBeNull();
  });

  it('decides in a session of its own', async () => {
    const { value } = await agent.call('create_session', { working_dir: app.workspace });
    const checked = await agent.call('check_command', { argv: ['echo'], session_id: value.session_id });
    expect(checked.value).toMatchObject({ allowed: true });
  });
});

it('get_capabilities lists tools, commands, limits and the sandbox', async () => {
  const { value } = await agent.call('get_capabilities', {});
  expect(value).toMatchObject({
    server: { name: 'countersign', version: '0.0.0-test' },
    client: 'Claude',
    policy: { state: 'ok', version: 1 },
    sandbox: { name: expect.toBeOneOf(['bubblewrap', null]), sentence: expect.stringMatching(/sandbox/i) },
    limits: { concurrent_requests: 16 },
  });
  expect(JSON.stringify(value)).toContain('"name":"execute_command"');
  expect(JSON.stringify(value)).not.toMatch(/hidden from Claude|secret|Other/u);
});
