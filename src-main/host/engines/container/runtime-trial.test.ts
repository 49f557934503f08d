/** The first trial of a runtime that hangs, or whose engine goes meanwhile: who waits can go, what is remembered is true, and nothing is left. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { PinnedImage } from '#shared/model/index.ts';
import { type HungRuntime, makeHungRuntime, makeStillRuntime } from './fixtures/hung-runtime.ts';
import { canStartDockerd, type OwnDockerd, openOwnDockerd } from './fixtures/own-dockerd.ts';
import { BASE_IMAGE, NEVER, type Stage, setStage } from './fixtures/stage.ts';

const canRun = inject('hasEngine') && canStartDockerd;

/** Of the engine; what names it when the tests are over is ended. */
const folder = join(tmpdir(), `countersign-trial-${process.pid}`);
let own: OwnDockerd;
let place: string;
let hung: HungRuntime;
let stage: Stage;
let image: PinnedImage;
let made = 0;

beforeAll(async () => {
  if (!canRun) return;
  own = await openOwnDockerd(folder, null);
}, 180_000);
afterAll(async () => {
  if (canRun) await own?.close();
}, 120_000);
beforeEach(async () => {
  if (!canRun) return;
  place = join(folder, `runtime-${made++}`);
  mkdirSync(place);
  hung = makeHungRuntime(place);
  await own.setRunsc(hung.path);
}, 60_000);
afterEach(async () => {
  if (!canRun) return;
  hung.end();
  await stage.clear();
  await nothingLeft();
}, 120_000);

async function open(trialMs: number): Promise<void> {
  stage = await setStage(undefined, undefined, own.address, { trialMs });
  await stage.engine.lookAgain();
  image = await stage.engine.pinImage(BASE_IMAGE);
}

const hold = (signal: AbortSignal = NEVER) => stage.engine.holdRuntime('runsc', image, signal);

async function nothingLeft(): Promise<void> {
  while ((await own.docker.listContainers({ all: true })).length > 0) await pause();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
/** So long that a test which needs its end fails by its own time. */
const LONG_MS = 600_000;

describe.skipIf(!canRun)('a runtime that hangs (which takes root on Linux, and dockerd)', { timeout: 120_000 }, () => {
  it('is named as what hangs, with what to do, and is not tried again; its container goes when it is ended', async () => {
    await open(2_000);
    const words = 'it hung; after 2 seconds no container had started, while the engine itself answers';
    const refusal = { code: 'SANDBOX_MISSING', message: expect.stringContaining(words) };
    await expect(hold()).rejects.toMatchObject({ refusal });
    await expect(hold()).rejects.toMatchObject({ refusal });
    expect(hung.calls()).toBe(1);
    expect(stage.engine.state()).toMatchObject({ state: expect.stringMatching(/ready|slow/), runtimes: ['runc'] });
    expect(stage.engine.report().gvisor).toEqual({
      ...{ state: 'broken', words: expect.stringContaining(words) },
      fix: expect.stringMatching(/^Until `sudo pkill runsc` ends it .* `countersign engine look`/),
    });
    hung.end();
    await nothingLeft();
    expect(hung.calls()).toBe(1);
  });

  it('in a container that it started is named as what hangs too, and nothing is left of that', async () => {
    await own.setRunsc(makeStillRuntime(place));
    await open(15_000);
    const message = expect.stringMatching(/it hung; after 15 seconds .*, while the engine itself answers/);
    await expect(hold()).rejects.toMatchObject({ refusal: { code: 'SANDBOX_MISSING', message } });
    await nothingLeft();
  });

  it('keeps nobody waiting who gives up; whoever else waits learns what comes of it', async () => {
    await open(LONG_MS);
    const [one, other] = [new AbortController(), new AbortController()];
    const holds = [hold(one.signal), hold(other.signal), hold()];
    const outcomes = Promise.allSettled(holds);
    await hung.called();
    one.abort();
    await expect(holds[0]).rejects.toMatchObject({ refusal: { code: 'CANCELLED' } });
    other.abort();
    await expect(holds[1]).rejects.toMatchObject({ refusal: { code: 'CANCELLED' } });
    await expect(hold(AbortSignal.abort())).rejects.toMatchObject({ refusal: { code: 'CANCELLED' } });
    expect([hung.calls(), stage.engine.report().gvisor.state]).toEqual([1, 'listed']);
    hung.end();
    await expect(holds[2]).rejects.toMatchObject({ refusal: { code: 'SANDBOX_MISSING' } });
    expect([(await outcomes).length, stage.engine.report().gvisor.state]).toEqual([3, 'broken']);
  });

  it('keeps no run that is cancelled meanwhile', async () => {
    await open(LONG_MS);
    const stop = new AbortController();
    const ended = stage.python('print("never")', { runtime: 'runsc' }, { signal: stop.signal });
    await hung.called();
    stop.abort();
    expect((await ended).end).toMatchObject({ reason: 'cancelled', exit_code: null, error: null });
  });

  it('does not keep the host from quitting', async () => {
    await open(LONG_MS);
    const held = hold();
    const refused = expect(held).rejects.toMatchObject({ refusal: { code: 'SHUTTING_DOWN' } });
    await hung.called();
    const closed = stage.engine.close();
    await refused;
    hung.end();
    await closed;
    await nothingLeft();
  });
});

describe.skipIf(!canRun)('an engine that goes while a runtime is tried in it', { timeout: 180_000 }, () => {
  it('is what is said to be gone, and the runtime is tried once more when it is back', async () => {
    await open(LONG_MS);
    const held = hold();
    const refused = expect(held).rejects.toMatchObject({ refusal: { code: 'ENGINE_UNAVAILABLE' } });
    await hung.called();
    await own.stop('SIGKILL');
    await refused;
    hung.end();
    await own.start();
    await own.setRunsc('/usr/sbin/runc');
    while (stage.engine.state().state === 'absent') await pause();
    expect(stage.engine.report().gvisor.state).toBe('listed');
    await hold();
    expect(stage.engine.report().gvisor.state).toBe('works');
    await nothingLeft();
  });
});
