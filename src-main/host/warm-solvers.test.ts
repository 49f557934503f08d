/** Containers that stand ready for the next solver, in the whole house: given up when everything is paused, and when the policy changed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policyWith, solverStage, withEngine } from './capabilities/solvers/testing/solver-stage.ts';
import { leftOf } from './engines/container/fixtures/stage.ts';

const stage = solverStage();
const ready = (): Promise<readonly string[]> =>
  leftOf(JSON.parse(readFileSync(join(stage.app.dataDir, 'folder-id.json'), 'utf8')).id);

async function oneStandsReady(): Promise<void> {
  expect(await stage.run('print(1)')).toMatchObject({ ok: true });
  await expect.poll(ready, { timeout: 30_000 }).toContainEqual(expect.stringMatching(/-warm-[0-9a-f]+: running$/));
}

withEngine('containers that stand ready', { timeout: 120_000 }, () => {
  it('are given up when everything is paused, and none is made meanwhile', async () => {
    await oneStandsReady();
    await stage.app.call('host.pause', {});
    await expect.poll(ready, { timeout: 30_000 }).toEqual([]);
    expect(await stage.run('print(1)')).toMatchObject({ success: false });
    expect(await ready()).toEqual([]);
  });

  it('are given up when the policy changed, which may allow less of them now', async () => {
    await oneStandsReady();
    await stage.app.setPolicy(policyWith('  verdict: deny'));
    await expect.poll(ready, { timeout: 30_000 }).toEqual([]);
  });
});
