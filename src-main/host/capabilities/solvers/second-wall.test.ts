/** `firewall: iptables` through the whole road: what the card says stands around the container, as it is seen from outside. */
import { expect, it } from 'vitest';
import { canWall, rulesIn } from '#host/engines/container/fixtures/networks.ts';
import { findEngine } from '../../../../test/container-engine.ts';
import { order, policyWith, solverStage, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();
const WALL = [
  ...['*filter', ':INPUT DROP', ':FORWARD DROP', ':OUTPUT DROP'],
  ...['-A INPUT -i lo -j ACCEPT', '-A OUTPUT -o lo -j ACCEPT', 'COMMIT'],
].join('\n');

async function firstProcessOf(run: string): Promise<number> {
  const engine = await findEngine();
  const [listed] = (await engine?.docker.listContainers({ filters: { name: [run] } })) ?? [];
  return (await engine?.docker.getContainer(listed?.Id ?? '').inspect())?.State.Pid ?? 0;
}

withEngine('a policy that calls for a second wall', { timeout: 90_000 }, () => {
  it.skipIf(!canWall)('has it around what a person let run, and says so before', async () => {
    await stage.app.setPolicy(policyWith('  firewall: iptables'));
    expect((await stage.agent.call('get_runner_environments', {})).value).toMatchObject({
      environments: [{ language: 'python', firewall: 'iptables' }],
    });
    const source = 'import time\nprint("ready", flush=True)\ntime.sleep(60)';
    const answer = stage.agent.call('run_solver_fallback', order(source, { timeout_seconds: 60 }), {
      timeoutMs: 85_000,
    });
    const card = await stage.app.nextCard();
    expect(card.plan).toMatchObject({ kind: 'solver', container: { firewall: 'iptables', egress: [] } });
    await stage.app.call('approvals.approve', { id: card.id, digest: card.digest });
    const runs = () => stage.app.call('runs.list', {});
    const printed = async () => {
      const run_id = (await runs())[0]?.id;
      return run_id === undefined ? '' : (await stage.agent.call('get_run_stdout', { run_id })).value.stdout;
    };
    await expect.poll(printed, { timeout: 45_000 }).toBe('ready\n');
    const [run] = await runs();
    expect(rulesIn(await firstProcessOf(run?.id ?? ''))).toEqual([WALL, WALL]);
    await stage.agent.call('cancel_run', { run_id: run?.id });
    expect((await answer).value).toMatchObject({ stdout: 'ready\n', timed_out: false });
  });
});
