/** An engine that is restarted, or killed, while a program runs in it: the run ends and says so, nothing is lost, nothing is left. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { canStartDockerd, type OwnDockerd, openOwnDockerd } from './fixtures/own-dockerd.ts';
import { BASE_IMAGE, describeWithEngine, type Stage, setStage } from './fixtures/stage.ts';
import { USUAL_WARM } from './warm/warm-pool.ts';

let own: OwnDockerd;
let stage: Stage;
beforeAll(async () => {
  if (!canStartDockerd) return;
  own = await openOwnDockerd(mkdtempSync(join(tmpdir(), 'countersign-engine-')), null);
  stage = await setStage(undefined, { ...USUAL_WARM, most: 1 }, own.address);
}, 120_000);
afterAll(async () => {
  if (!canStartDockerd) return;
  await stage.clear();
  await own.close();
}, 120_000);

const ours = () => own.docker.listContainers({ all: true, filters: { label: [`countersign.owner=${stage.owner}`] } });

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const ENDLESS = `import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("before", flush=True)
if os.fork() == 0: os.setsid()
time.sleep(600)`;

describe.skipIf(!canStartDockerd)('an engine (which takes root on Linux, and dockerd)', () => {
  describeWithEngine('while a program runs in it', () => {
    it.each([
      ['is restarted', 'SIGTERM'],
      ['is killed', 'SIGKILL'],
    ] as const)(
      'that %s: the run fails with what it had printed, and its container is gone once the engine is back',
      async (_how, signal) => {
        const run = new MemoryRun();
        const ended = stage.python(ENDLESS, {}, { run });
        await run.said(/before/);
        await own.stop(signal);
        const { end } = await ended;
        expect(end).toMatchObject({ reason: 'failed', exit_code: null, signal: null });
        expect(end.error).toMatch(/container/);
        expect(run.text.stdout).toBe('before\n');
        expect(run.ends).toBe(1);

        await until(() => stage.engine.state().state === 'absent');
        expect(stage.engine.state().sentence).toContain(own.address);
        await expect(stage.engine.pinImage(BASE_IMAGE)).rejects.toMatchObject({
          refusal: { code: 'ENGINE_UNAVAILABLE' },
        });

        await own.start();
        // Nobody asks for it: the host looks again by itself.
        await until(() => stage.engine.state().state === 'ready');
        await until(async () => (await ours()).length === 0);
        expect((await stage.python('print("after")')).run.text.stdout).toBe('after\n');
      },
      180_000,
    );
  });
});
