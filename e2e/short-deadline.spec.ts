/** Official clients of both generations that wait five seconds for each answer, unless they are told otherwise, and a person who takes longer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { type Agent, bridgeAgent, type Door, legacyAgent, modernAgent, type ToolResult } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';

const POLICY = `version: 1
commands:
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;
const DEADLINE = { timeoutMs: 5_000 };
const PERSON_TAKES_MS = 8_000;

let app: StartedApp;
test.beforeEach(async () => {
  app = await startApp({ policy: POLICY });
});
test.afterEach(async () => {
  expect(await app.close()).toBe(0);
});

/** As an agent does it: comes back with its ticket as long as it is told to, and asks again when its call ran into the deadline. */
async function persistent(agent: Agent, args: Readonly<Record<string, unknown>>): Promise<ToolResult> {
  let result = await agent.call('execute_command', args, DEADLINE).catch(() => undefined);
  for (;;) {
    if (result === undefined) result = await agent.call('execute_command', args, DEADLINE).catch(() => undefined);
    else if (result.value.status === 'pending_approval')
      result = await agent.call('await_approval', { ticket: result.value.ticket }, DEADLINE).catch(() => undefined);
    else return result;
  }
}

/**
 * A person who takes long. On a machine so slow that the agent's deadline cuts off the run that they said yes to, the agent asks again, and
 * is answered again: what the agent hears in the end is what counts.
 */
async function answerLate(verb: 'approve' | 'deny', heard: Promise<ToolResult>): Promise<ToolResult> {
  let result: ToolResult | undefined;
  void heard.then((value) => (result = value));
  let answered = 0;
  while (result === undefined) {
    await sleep(answered === 0 ? PERSON_TAKES_MS : 500);
    const cards = JSON.parse((await app.cli('approvals', 'list', '--state', 'pending', '--json')).stdout);
    expect(cards.length).toBeLessThanOrEqual(1);
    if (answered === 0) expect(cards).toHaveLength(1);
    for (const { id } of cards) {
      expect((await app.cli('approvals', verb, id)).code).toBe(0);
      answered += 1;
    }
  }
  return result;
}

const agents: readonly (readonly [string, readonly string[], (door: Door) => Promise<Agent>])[] = [
  ['the SDK of protocol 2026-07-28', [], modernAgent],
  ['the SDK of the 2025 generation, its pace said', ['--answer-within', '4s'], legacyAgent],
  ['the SDK of the 2025 generation, its pace not known', [], legacyAgent],
  ['the stdio bridge, its pace said', ['--answer-within', '4s'], bridgeAgent],
];

for (const [name, pace, open] of agents) {
  test(`an agent with ${name} and a deadline of five seconds hears a late yes and a late no`, async () => {
    test.setTimeout(120_000);
    const { stdout } = await app.cli('clients', 'add', 'Agent', ...pace, '--json');
    const agent = await open({ endpoint: app.endpoint, dataDir: app.dataDir, token: JSON.parse(stdout).token });
    const yes = persistent(agent, { argv: ['date', '-u'], working_dir: app.workspace });
    expect((await answerLate('approve', yes)).value).toMatchObject({ success: true, exit_code: 0 });
    const no = persistent(agent, { argv: ['date', '-R'], working_dir: app.workspace });
    expect((await answerLate('deny', no)).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    const runs: readonly { readonly exit_code: number | null }[] = JSON.parse(
      (await app.cli('runs', 'list', '--json')).stdout,
    );
    // One that the deadline cut off has no exit code: it was ended, not done.
    expect(runs.filter(({ exit_code }) => exit_code !== null)).toHaveLength(1);
    await agent.close();
  });
}
