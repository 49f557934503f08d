/**
 * Times runs in one engine, all kinds taking turns, so that whatever else the machine does meets all of them. Each is timed twice in one go:
 * until the program's output and end are known, and until its container is gone, which Countersign lets nobody wait for.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { probeOf, specOf } from '#host/engines/container/fixtures/plans.ts';
import { type ContainerPlan, createContainerEngine, surroundings } from '#host/engines/container/index.ts';
import { USUAL_WARM } from '#host/engines/container/warm/warm-pool.ts';
import { MemoryRun, quietLog, realClock, someDigest } from '#host/engines/process/fixtures/stage.ts';
import { issueGrant } from '#host/grants/grant.ts';
import { openContentStore } from '#host/storage/index.ts';
import { TEST_IMAGE } from '../../test/base-image.ts';
import { bareRuns } from './bare-run.ts';
import { hearGoings } from './goings.ts';
import type { Place } from './places.ts';

export interface Times {
  readonly over: number[];
  /** Empty where the engine does not tell at once. */
  readonly removed: number[];
}

export interface Measured {
  readonly bare: Times;
  readonly cold: Times;
  readonly coldReaching: Times;
  readonly warm: Times;
  readonly warmReaching: Times;
  /** With a second wall; empty where there can be none. */
  readonly coldWalled: Times;
  readonly warmWalled: Times;
  /** Why there can be none. */
  readonly noWall: string | null;
  /** Of twenty at once. */
  readonly completed: number;
  readonly twentyMs: number;
}

const NEVER = new AbortController().signal;
const AT_ONCE = 20;
const timesOf = (): Times => ({ over: [], removed: [] });

/** @param beside what is timed once in each round too */
export async function measureRuns(place: Place, runs: number, beside: () => void): Promise<Measured> {
  const { found, runtime } = place;
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const [bareOwner, coldOwner, warmOwner] = ['bare', 'cold', 'warm'].map((kind) => `bench-${kind}-${process.pid}`) as [
    string,
    string,
    string,
  ];
  const open = await openerIn(folder, place);
  const [cold, warm] = [open(coldOwner, 0), open(warmOwner, 2)];
  const image = await cold.pinImage(TEST_IMAGE);
  // A runtime is tried before the first run, which would be timed with that.
  for (const engine of [cold, warm]) await engine.holdRuntime(runtime, image, NEVER);
  const plain = probeOf(specOf(image, ['/usr/bin/true'], { runtime }));
  const egress = [{ host: 'a.example', port: 9, protocol: 'tcp' as const, addresses: ['127.0.0.1'] }];
  const reaching = probeOf(specOf(image, ['/usr/bin/true'], { runtime, egress }));
  const walled = probeOf(specOf(image, ['/usr/bin/true'], { runtime, firewall: 'iptables' }));
  const noWall = await cold.holdFirewall('iptables', NEVER).then(() => null, String);
  const bare = bareRuns(found, plain.container, bareOwner, join(folder, 'bare'));
  const through = (engine: typeof cold, plan: ContainerPlan) =>
    engine.carryOut(issueGrant({ plan, digest: someDigest, drift: async () => [] }), new MemoryRun(), NEVER);
  const both = await timing(place);
  const warmRun = async (into: Times, plan: ContainerPlan): Promise<void> => {
    while (warm.warm() < 1) await pause(20);
    // What fills the place of the one before is not timed with this one.
    await pause(400);
    await both.time(into, warmOwner, () => through(warm, plan));
  };

  const times = {
    ...{ bare: timesOf(), cold: timesOf(), coldReaching: timesOf(), coldWalled: timesOf() },
    ...{ warm: timesOf(), warmReaching: timesOf(), warmWalled: timesOf() },
  };
  await through(warm, plain);
  for (let at = 0; at < runs; at += 1) {
    await both.time(times.bare, bareOwner, bare.run);
    await both.time(times.cold, coldOwner, () => through(cold, plain));
    await warmRun(times.warm, plain);
    await both.time(times.coldReaching, coldOwner, () => through(cold, reaching));
    if (noWall === null) await both.time(times.coldWalled, coldOwner, () => through(cold, walled));
    beside();
  }
  const others: [Times, ContainerPlan][] = [[times.warmReaching, reaching]];
  if (noWall === null) others.push([times.warmWalled, walled]);
  for (const [into, plan] of others) {
    await warm.drain();
    await through(warm, plan);
    for (let at = 0; at < runs; at += 1) await warmRun(into, plan);
  }
  await warm.drain();

  const since = performance.now();
  const ends = await Promise.all(Array.from({ length: AT_ONCE }, () => through(cold, plain)));
  const twentyMs = performance.now() - since;
  const completed = ends.filter(({ end }) => end.reason === 'exited' && end.exit_code === 0).length;
  await Promise.all([cold.close(), warm.close(), bare.close()]);
  both.close();
  await rm(folder, { recursive: true, force: true });
  return { ...times, noWall, completed, twentyMs };
}

async function openerIn(folder: string, { found }: Place) {
  await mkdir(join(folder, 'content'));
  const content = await openContentStore(join(folder, 'content'));
  const { address, tlsFolder } = found.candidate;
  return (owner: string, most: number) =>
    createContainerEngine({
      ...{ content, log: quietLog, clock: realClock, owner },
      surroundings: () => surroundings({ address, tls_folder: tlsFolder }),
      images: { folder: join(folder, 'none'), workFolder: join(folder, 'work') },
      handedFolder: join(folder, `podman-${owner}`),
      warm: () => ({ ...USUAL_WARM, most }),
    });
}

/** Times actions that end with a container of an owner on its way out. */
async function timing({ found, tellsAtOnce }: Place) {
  const goings = tellsAtOnce ? await hearGoings(found.docker) : null;
  return {
    async time({ over, removed }: Times, owner: string, action: () => Promise<unknown>): Promise<void> {
      const gone = goings?.next(owner);
      const since = performance.now();
      await action();
      over.push(performance.now() - since);
      if (gone !== undefined) removed.push((await gone) - since);
      // Its removal would be timed with the next one.
      else await pause(400);
    },
    close: () => goings?.close(),
  };
}
