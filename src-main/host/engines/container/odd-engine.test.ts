/** An engine that is slow, gone, not an engine, or a liar: the state says so, nothing is started that is not as planned, and it is found again. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { type OddEngine, openOddEngine } from './fixtures/odd-engine.ts';
import { BASE_IMAGE, describeWithEngine, leftOf, type Stage, setStage } from './fixtures/stage.ts';
import { USUAL_WARM } from './warm/warm-pool.ts';

let odd: OddEngine;
let stage: Stage;
beforeEach(async () => {
  odd = await openOddEngine();
  stage = await setStage(undefined, undefined, odd.address);
});
afterEach(async () => {
  odd.lie = null;
  odd.delayMs = 0;
  await stage.clear();
  await odd.close();
  expect(await leftOf(stage.owner)).toEqual([]);
});

type Json = Record<string, unknown>;
const inspected = (path: string): boolean => /^\/containers\/[0-9a-f]{64}\/json/.test(path);

describeWithEngine('an engine', { timeout: 90_000 }, () => {
  it('is named with where it is and why it was taken', async () => {
    await stage.engine.reap();
    expect(stage.engine.state()).toMatchObject({
      state: 'ready',
      name: expect.stringMatching(/^(Docker|Podman) \d/),
      sentence: expect.stringMatching(new RegExp(`at ${odd.address}, found because the settings say so$`)),
    });
  });

  it('that is gone is absent: runs are refused with what was tried, and it is found again by itself', async () => {
    await stage.engine.reap();
    await odd.shut();
    await expect(stage.engine.pinImage(BASE_IMAGE)).rejects.toMatchObject({ refusal: { code: 'ENGINE_UNAVAILABLE' } });
    while (stage.engine.state().state !== 'absent') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stage.engine.state()).toMatchObject({ name: null, sentence: expect.stringContaining(odd.address) });
    await odd.open();
    while (stage.engine.state().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await stage.python('print("back")')).run.text.stdout).toBe('back\n');
  });

  it('that goes while a run is under way ends that run, and its container is removed once it is back', async () => {
    const run = new MemoryRun();
    const ended = stage.python('import time\nprint("ready", flush=True)\ntime.sleep(60)', {}, { run });
    await run.said(/ready/);
    await odd.shut();
    expect((await ended).end).toMatchObject({ reason: 'failed', exit_code: null });
    await odd.open();
    await stage.engine.reap();
    while ((await leftOf(stage.owner)).length > 0) {
      await stage.engine.reap();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('that hears late of a container’s end is asked again until it knows how that was', async () => {
    let late = 0;
    odd.lie = (path, said) => {
      const { State } = said as { readonly State?: Json };
      if (!inspected(path) || State?.Running !== false || State.Status !== 'exited' || late === 3) return said;
      late += 1;
      return { ...(said as Json), State: { ...State, Status: 'running', Running: true, ExitCode: 0 } };
    };
    const { end } = await stage.python(
      'import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)',
    );
    expect(late).toBe(3);
    expect(end).toMatchObject({ reason: 'signalled', signal: 'SIGKILL' });
  });

  it('that does not answer in time is slow, and one that answers late is said to', async () => {
    odd.delayMs = 1_700;
    await stage.engine.reap();
    expect(stage.engine.state()).toMatchObject({
      state: 'slow',
      name: expect.any(String),
      sentence: expect.stringMatching(/it took \d+ ms to answer$/),
    });
    odd.delayMs = Number.POSITIVE_INFINITY;
    await stage.engine.reap();
    expect(stage.engine.state()).toMatchObject({
      state: 'slow',
      name: null,
      sentence: expect.stringContaining('did not answer within'),
    });
  }, 60_000);

  it('that answers late, and in time again, is the same: what stands ready in it stays', async () => {
    await stage.clear();
    stage = await setStage(undefined, { ...USUAL_WARM, most: 1 }, odd.address);
    await stage.python('pass');
    while (stage.engine.warm() < 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const warm = async () => (await leftOf(stage.owner)).filter((name) => name.includes('-warm-'));
    const before = await warm();
    const states: string[] = [];
    // Three questions are asked, and the patience of eight seconds is for the first alone.
    for (const delayMs of [1_700, 3_000, 0]) {
      odd.delayMs = delayMs;
      states.push((await stage.engine.lookAgain()).state);
      expect(stage.engine.warm()).toBe(1);
    }
    expect(states.slice(0, 2)).toEqual(['slow', 'slow']);
    expect(await warm()).toEqual(before);
    await odd.shut();
    expect((await stage.engine.lookAgain()).state).toBe('absent');
    expect(stage.engine.warm()).toBe(0);
    await odd.open();
    while ((await warm()).length > 0) {
      await stage.engine.reap();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, 60_000);

  it.each([
    [
      'a ping that is no ping',
      (path: string, said: unknown) => (path === '/_ping' ? 'PONG' : said),
      /answers a ping with/,
    ],
    [
      'a version that is none',
      (path: string, said: unknown) => (path === '/version' ? { hello: 1 } : said),
      /version makes no sense/,
    ],
    [
      'no JSON at all',
      (path: string, said: unknown) => (path === '/version' ? '<html>' : said),
      /version makes no sense/,
    ],
    [
      'Windows containers',
      (path: string, said: unknown) => (path === '/version' ? { ...(said as Json), Os: 'windows' } : said),
      /Linux containers are needed/,
    ],
    [
      'an API from long ago',
      (path: string, said: unknown) => (path === '/version' ? { ...(said as Json), ApiVersion: '1.24' } : said),
      /oldest that will do/,
    ],
  ])('with %s is odd', async (_what, lie, sentence) => {
    odd.lie = lie;
    await stage.engine.reap();
    expect(stage.engine.state()).toMatchObject({ state: 'odd', name: null, sentence: expect.stringMatching(sentence) });
    await expect(stage.engine.pinImage(BASE_IMAGE)).rejects.toMatchObject({ refusal: { code: 'ENGINE_UNAVAILABLE' } });
  });

  it.each([
    ['the host’s processes', (made: Json) => Object.assign(made.HostConfig as Json, { PidMode: 'host' })],
    ['a bind of the machine', (made: Json) => Object.assign(made.HostConfig as Json, { Binds: ['/:/host'] })],
    ['a mount', (made: Json) => Object.assign(made, { Mounts: [{ Type: 'bind', Source: '/', Destination: '/host' }] })],
    ['another image', (made: Json) => Object.assign(made, { Image: `sha256:${'0'.repeat(64)}` })],
    ['a network', (made: Json) => Object.assign(made.HostConfig as Json, { NetworkMode: 'bridge' })],
    ['nothing', (made: Json) => Object.assign(made, { HostConfig: {}, Config: {}, Path: '' })],
  ])('that says it made a container with %s starts nothing, and nothing is left', async (_what, change) => {
    odd.lie = (path, said) => {
      if (inspected(path)) change(said as Json);
      return said;
    };
    const run = new MemoryRun();
    await expect(stage.python('print("ran")', {}, { run })).rejects.toMatchObject({
      refusal: { code: 'SANDBOX_MISSING' },
    });
    expect(run.text.stdout).toBe('');
    expect(run.ends).toBe(0);
    expect(await leftOf(stage.owner)).toEqual([]);
  });

  it('that cannot hold memory gets no container', async () => {
    odd.lie = (path, said) => (path === '/info' ? { ...(said as Json), MemoryLimit: false } : said);
    await expect(stage.python('print(1)')).rejects.toMatchObject({
      refusal: { code: 'SANDBOX_MISSING', message: expect.stringContaining('a limit for memory') },
    });
  });

  it('that shows another image under the id that was pinned gets no container', async () => {
    const image = await stage.engine.pinImage(BASE_IMAGE);
    odd.lie = (path, said) =>
      path.startsWith('/images/') ? { ...(said as Json), Id: `sha256:${'1'.repeat(64)}` } : said;
    await expect(stage.python('print(1)', { image })).rejects.toMatchObject({ refusal: { code: 'IMAGE_MISSING' } });
    expect(await stage.engine.driftOfImage(image)).toEqual([`the image ${BASE_IMAGE} is another one now`]);
  });

  it('for another machine’s images is refused by the image’s name', async () => {
    odd.lie = (path, said) => (path.startsWith('/images/') ? { ...(said as Json), Architecture: 'arm64' } : said);
    await expect(stage.python('print(1)')).rejects.toMatchObject({
      refusal: { code: 'IMAGE_MISSING', message: expect.stringContaining('it is made for linux/arm64') },
    });
  });
});
