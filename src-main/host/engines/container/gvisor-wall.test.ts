/**
 * The second wall around a container behind gVisor. With `--network=host` gVisor has the machine's kernel make its connections, in the container's
 * own network: there an interface that somebody puts in is a way out, and the wall closes it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { pidOfRun } from './fixtures/containers-of.ts';
import { EVERYTHING, LINE_PROGRAM, lineInto } from './fixtures/line-in.ts';
import { canWall } from './fixtures/networks.ts';
import { canRunGvisor, type Gvisor, openGvisor, USUAL_ARGUMENTS } from './fixtures/own-gvisor.ts';
import { MEBIBYTE, type Stage } from './fixtures/stage.ts';

let gvisor: Gvisor;
let stage: Stage;
beforeAll(async () => {
  if (!canRunGvisor || !canWall) return;
  gvisor = await openGvisor();
  stage = await gvisor.stage();
}, 180_000);
afterAll(async () => {
  if (!canRunGvisor || !canWall) return;
  await stage.clear();
  expect(await gvisor.close()).toEqual([]);
}, 120_000);

async function withLine(firewall: 'none' | 'iptables') {
  const run = new MemoryRun();
  const limits = { wallMs: 110_000, memoryBytes: 512 * MEBIBYTE };
  const ended = stage.python(LINE_PROGRAM, { runtime: 'runsc', firewall, limits }, { run });
  await run.said(/ready/);
  const { reached, heard } = await lineInto(await pidOfRun(gvisor.docker, stage.owner), () => run.said(/tried/));
  expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 0, error: null });
  return { reached, heard };
}

describe.skipIf(!canRunGvisor || !canWall)('a second wall behind gVisor', { timeout: 150_000 }, () => {
  it('lets nothing pass over an interface that somebody puts into its network, where gVisor would', async () => {
    await gvisor.configure(['--platform=ptrace', '--network=host']);
    expect(await withLine('none')).toEqual({ reached: EVERYTHING, heard: EVERYTHING });
    expect(await withLine('iptables')).toEqual({ reached: [], heard: [] });
  });

  it('stands also around a gVisor without any network', async () => {
    await gvisor.configure(USUAL_ARGUMENTS);
    const { run } = await stage.python('print("ran")', { runtime: 'runsc', firewall: 'iptables' });
    expect(run.text).toEqual({ stdout: 'ran\n', stderr: '' });
  });
});
