import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { MemoryRun, quietLog } from '../process/fixtures/stage.ts';
import {
  BASE_IMAGE,
  describeWithEngine,
  docker,
  ENGINE_ADDRESS,
  leftOf,
  type Stage,
  setStage,
  USUAL_ULIMITS,
} from './fixtures/stage.ts';
import { tagOf } from './make/labels.ts';
import { createFleet } from './run/fleet.ts';
import { createReaper } from './run/reaper.ts';

let owner: string;
let folder: string;
const stages: Stage[] = [];
const others: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-killed-'));
  owner = `reap-test-${randomUUID()}`;
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  for (const stage of stages.splice(0)) await stage.clear();
  for (const id of others.splice(0))
    await docker
      .getContainer(id)
      .remove({ force: true, v: true })
      .catch(() => undefined);
});

/** Starts a host in a process of its own and kills it, once it says so or after a while. */
async function killAHost(at: 'ready' | number, { whose = owner, warm = 0 } = {}): Promise<void> {
  const host = spawn(
    process.execPath,
    [join(import.meta.dirname, 'fixtures/killed-host.ts'), whose, folder, `${warm}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(ENGINE_ADDRESS === null ? {} : { DOCKER_HOST: ENGINE_ADDRESS }) },
    },
  );
  for await (const line of createInterface(host.stdout)) {
    if (line === 'ready') break;
    if (line === 'starting' && at !== 'ready') {
      await new Promise((resolve) => setTimeout(resolve, at));
      break;
    }
  }
  host.kill('SIGKILL');
  if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
}

async function nextHost(whose = owner): Promise<Stage> {
  const stage = await setStage(whose);
  stages.push(stage);
  return stage;
}

describeWithEngine('what a killed host left', { timeout: 300_000 }, () => {
  it('ends by itself: a program whose host is gone goes on no longer than its keeper takes to notice', async () => {
    await killAHost('ready');
    for (let running = true; running; ) {
      const [left] = await docker.listContainers({ all: true, filters: { label: [`countersign.owner=${owner}`] } });
      running = left?.State === 'running';
    }
    expect(await leftOf(owner)).toHaveLength(1);
    expect(await (await nextHost()).engine.reap()).toBe(1);
    expect(await leftOf(owner)).toEqual([]);
  });

  it('is gone after the next start, at whatever moment it was killed', async () => {
    for (const ms of [0, 30, 90, 150, 220, 350, 600, 1_000]) await killAHost(ms, { warm: 2 });
    await (await nextHost()).engine.reap();
    // An engine that has much to do may make what the last one asked for after the first look; a second one follows.
    while ((await leftOf(owner)).length > 0) await new Promise((resolve) => setTimeout(resolve, 200));
  });

  it('is left alone by a host of another data folder', async () => {
    await killAHost('ready');
    const other = await nextHost(`other-${owner}`);
    expect(await other.engine.reap()).toBe(0);
    expect(await leftOf(owner)).toHaveLength(1);
    expect(await (await nextHost()).engine.reap()).toBe(1);
  });
});

describeWithEngine('the reaper', { timeout: 60_000 }, () => {
  it('looks once more a while after the start: an engine may make what a killed host had asked for after the first look', async () => {
    const clock = new ManualClock();
    const reaper = createReaper(createFleet(owner, quietLog), () => docker, { clock, log: quietLog });
    expect(await reaper.reap()).toBe(0);
    const { name, labels } = tagOf(owner, 'late');
    await docker.createContainer({
      ...{ Image: BASE_IMAGE, Cmd: ['true'], name, Labels: labels },
      HostConfig: { Ulimits: USUAL_ULIMITS },
    });
    expect(await leftOf(owner)).toHaveLength(1);
    clock.advance(60_000);
    while ((await leftOf(owner)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    reaper.close();
  });

  it('touches nothing that other programs own, whatever labels it wears', async () => {
    const label = { 'countersign.owner': owner };
    const named = await docker.createContainer({
      Image: BASE_IMAGE,
      Cmd: ['true'],
      name: `somebody-${owner}`,
      Labels: label,
    });
    const plain = await docker.createContainer({
      Image: BASE_IMAGE,
      Cmd: ['true'],
      name: `countersign-${owner.slice(0, 24)}-mine`,
    });
    others.push(named.id, plain.id);
    expect(await (await nextHost()).engine.reap()).toBe(0);
    expect((await docker.listContainers({ all: true })).map(({ Id }) => Id)).toEqual(
      expect.arrayContaining([named.id, plain.id]),
    );
  });

  it('leaves the runs of its own host alone', async () => {
    const stage = await nextHost();
    const run = new MemoryRun();
    const ended = stage.python('import time\nprint("ready", flush=True)\ntime.sleep(60)', {}, { run });
    await run.said(/ready/);
    expect(await stage.engine.reap()).toBe(0);
    await stage.engine.close();
    expect((await ended).end.reason).toBe('host_quit');
    expect(await leftOf(owner)).toEqual([]);
  });
});
