/** A policy that has commands run as another user of the machine, from the request to the record. */
import { chmodSync, chownSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';
import { planLines } from '../cli/plan-lines.ts';

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const NOBODY = 65_534;

const policyFor = (user: string, more = ''): string => `version: 1
run_as: ${user}
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
commands:
  id: { executable: /usr/bin/id, sandbox: off, rules: [{ verdict: allow, args: [], flags: { "-u": none } }] }
  whoami: { executable: /usr/bin/whoami, sandbox: off, run_as: false, rules: [{ verdict: allow, args: [] }] }
  printenv: { executable: /usr/bin/printenv, sandbox: off, rules: [{ verdict: allow, args: ["HOME|USER"] }] }
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
${more}`;

let app: TestHost;
let agent: Agent;

const run = (...argv: readonly string[]) =>
  agent.call('execute_command', { argv: [...argv], working_dir: app.workspace });

async function begin(policy: string): Promise<void> {
  app = await openTestHost({ policy });
  agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
}

afterEach(async () => {
  await agent.close();
  await app.close();
});

describe.runIf(isRoot)('under a policy that names a user, a host that runs as root', () => {
  beforeEach(async () => {
    await begin(policyFor('nobody', '  env: { executable: /usr/bin/env, rules: [{ verdict: ask, args: [] }] }\n'));
    // The folder of the tests is closed to everybody; the workspace below it is not.
    chmodSync(dirname(app.workspace), 0o711);
    chownSync(app.workspace, NOBODY, NOBODY);
  });

  it('runs commands as that user, but for those that say otherwise', async () => {
    expect((await run('id', '-u')).value.stdout).toBe(`${NOBODY}\n`);
    expect((await run('printenv', 'USER')).value.stdout).toBe('nobody\n');
    expect((await run('whoami')).value.stdout).toBe('root\n');
    const doctor = await app.call('host.doctor', {});
    expect(doctor.find(({ name }) => name === 'Another user')).toMatchObject({ state: 'ok', fix: null });
  });

  it('shows the user in the prompt, and runs the plan that was shown', async () => {
    const asked = run('date', '-u');
    const card = await app.nextCard();
    if (card.plan.kind !== 'command') throw new Error('expected a command');
    expect(card.plan.runAs).toMatchObject({ name: 'nobody', uid: NOBODY, mayWrite: true });
    const lines = planLines(card.plan).join('\n');
    expect(lines).toContain('none: can do all that its user can');
    expect(lines).toContain(`as the user nobody (${NOBODY}:${card.plan.runAs?.gid}), of no other groups`);
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect((await asked).isError).toBe(false);
  });

  it('says that the user may not write where it works', async () => {
    chownSync(app.workspace, 0, 0);
    const asked = run('date');
    const card = await app.nextCard();
    expect(planLines(card.plan).join('\n')).toContain('who may not write in its folder');
    await app.call('approvals.deny', { id: card.id, digest: card.digest });
    await asked;
  });

  it('refuses a folder that the user may not enter, and says which and what to do', async () => {
    chmodSync(dirname(app.workspace), 0o700);
    const { isError, value } = await run('id');
    expect(isError).toBe(true);
    expect(JSON.stringify(value)).toContain(`who may not enter ${dirname(app.workspace)}`);
    expect(JSON.stringify(value)).toContain('setfacl');
  });

  it('runs a sandboxed command as that user too', async () => {
    chmodSync(dirname(app.workspace), 0o700);
    const asked = run('env');
    const card = await app.nextCard();
    expect(card.plan).toMatchObject({ sandbox: 'workspace', confinement: { user: { uid: NOBODY } } });
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    const { value } = await asked;
    expect(value).toMatchObject({ exit_code: 0, stdout: expect.stringContaining('USER=nobody') });
  });

  it('decides a plan for another user again, and does not let it through', async () => {
    const asked = run('date');
    const card = await app.nextCard();
    await app.setPolicy(policyFor('daemon'));
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    const { isError, value } = await asked;
    expect([isError, JSON.stringify(value)]).toEqual([true, expect.stringContaining('runs as another user')]);
  });
});

describe('is refused, never run as Countersign instead,', () => {
  it('a user that there is not', async () => {
    await begin(policyFor('no-such-user-here'));
    const { isError, value } = await run('id', '-u');
    expect([isError, value.code]).toEqual([true, 'SANDBOX_MISSING']);
    expect(String(value.message)).toMatch(isRoot ? /has no user of that name/u : /cannot do that/u);
    const [said, ...more] = (await app.call('host.doctor', {})).filter(({ name }) => name === 'Another user');
    expect(more).toEqual([]);
    expect(said).toMatchObject({ state: 'warning', fix: expect.stringContaining('run_as') });
    expect(said?.found).toMatch(/^Id, printenv, date: to be run as no-such-user-here, and refused until/u);
  });

  it('root, which takes nothing away', async () => {
    await begin(policyFor('root'));
    const { isError, value } = await run('id', '-u');
    expect([isError, value.code]).toEqual([true, 'SANDBOX_MISSING']);
  });

  it.each(['"0"', '"anna bob"', '"-x"', '../root', '[a]', 'true'])('%s, which is no user’s name', async (name) => {
    await begin(policyFor('nobody'));
    await app.setPolicy(policyFor(name)).catch(() => undefined);
    const { policy } = await app.call('host.status', {});
    expect(JSON.stringify(policy)).toMatch(/expected the name of a user|Expected|expected/u);
  });
});
