/**
 * What a run in a container costs: through `carryOut`, cold and from one that stands ready, with and without a target to reach, against the
 * same container made with bare dockerode and against `docker run --rm`; they take turns. `--runs N` sets how many of each (15). Each is timed
 * twice in one go: until the program's output and end are known, and until its container is gone, which Countersign lets nobody wait for.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { probeOf, specOf } from '#host/engines/container/fixtures/plans.ts';
import { createContainerEngine } from '#host/engines/container/index.ts';
import { creationRequest } from '#host/engines/container/make/creation-request.ts';
import { imageFacts } from '#host/engines/container/make/image-facts.ts';
import { shapeOf } from '#host/engines/container/make/shape.ts';
import { USUAL_WARM } from '#host/engines/container/warm/warm-pool.ts';
import { MemoryRun, quietLog, realClock, someDigest } from '#host/engines/process/fixtures/stage.ts';
import { issueGrant } from '#host/grants/grant.ts';
import { openContentStore } from '#host/storage/index.ts';
import { makeTestImage, TEST_IMAGE } from '../test/base-image.ts';
import { findEngine } from '../test/container-engine.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Number(options.runs);

const found = await findEngine();
if (found === null) {
  console.log('containers: no container engine answers; nothing was measured');
  process.exit(0);
}
const { docker } = found;
await makeTestImage(docker, () => undefined);

const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
await mkdir(join(folder, 'content'));
const content = await openContentStore(join(folder, 'content'));
const images = { folder: join(folder, 'none'), workFolder: join(folder, 'work') };
const [COLD, WARM] = [`bench-cold-${process.pid}`, `bench-warm-${process.pid}`];
const engineWith = (most: number, owner: string) =>
  createContainerEngine({
    content,
    log: quietLog,
    clock: realClock,
    owner,
    images,
    handedFolder: join(folder, 'podman'),
    warm: () => ({ ...USUAL_WARM, most }),
  });
const [cold, warm] = [engineWith(0, COLD), engineWith(2, WARM)];
const image = await cold.pinImage(TEST_IMAGE);
const plain = probeOf(specOf(image, ['/usr/bin/true'], {}));
const egress = [{ host: 'a.example', port: 9, protocol: 'tcp' as const, addresses: ['127.0.0.1'] }];
const reaching = probeOf(specOf(image, ['/usr/bin/true'], { egress }));

const timed = async (action: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await action();
  return performance.now() - since;
};
const granted = (plan: typeof plain) => issueGrant({ plan, digest: someDigest, drift: async () => [] });
const through = (engine: typeof cold, plan: typeof plain) => () =>
  engine.carryOut(granted(plan), new MemoryRun(), new AbortController().signal);

/** Who waits for the next container of an owner to be gone. */
const waiting = new Map<string, (atMs: number) => void>();
const events = await docker.getEvents({ filters: { type: ['container'], event: ['destroy'] } });
createInterface(new Readable().wrap(events)).on('line', (said) => {
  const owner = String(JSON.parse(said).Actor?.Attributes?.['countersign.owner']);
  waiting.get(owner)?.(performance.now());
});
const nextGone = (owner: string): Promise<number> => new Promise((resolve) => waiting.set(owner, resolve));

interface Times {
  readonly over: number[];
  readonly removed: number[];
}
const timesOf = (): Times => ({ over: [], removed: [] });
const times = { bare: timesOf(), cold: timesOf(), coldReaching: timesOf(), warm: timesOf(), warmReaching: timesOf() };
const cli: number[] = [];

/** Times an action that ends with a container of this owner on its way out. */
async function both({ over, removed }: Times, owner: string, action: () => Promise<unknown>): Promise<void> {
  const gone = nextGone(owner);
  const since = performance.now();
  await action();
  over.push(performance.now() - since);
  removed.push((await gone) - since);
}

let made = 0;
const BARE = `bench-bare-${process.pid}`;
const bare = (): Promise<void> =>
  both(times.bare, BARE, async () => {
    const tag = { name: `bench-${process.pid}-${made++}`, labels: { 'countersign.owner': BARE } };
    const facts = imageFacts(await docker.getImage(TEST_IMAGE).inspect(), TEST_IMAGE);
    const request = creationRequest({ shape: shapeOf(plain.container), image: facts, tag, command: ['/usr/bin/true'] });
    const container = await docker.createContainer(request);
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const ended = once(stream.resume(), 'end');
    await container.start();
    await Promise.all([ended, container.wait()]);
    void container.remove();
  });
async function warmRun(into: Times, plan: typeof plain): Promise<void> {
  while (warm.warm() < 1) await pause(20);
  // What fills the place of the one before is not timed with this one.
  await pause(400);
  await both(into, WARM, through(warm, plan));
}

await through(warm, plain)();
for (let at = 0; at < runs; at += 1) {
  await bare();
  await both(times.cold, COLD, through(cold, plain));
  await warmRun(times.warm, plain);
  await both(times.coldReaching, COLD, through(cold, reaching));
  cli.push(
    await timed(async () => execFileSync('docker', ['run', '--rm', '--network', 'none', TEST_IMAGE, '/usr/bin/true'])),
  );
}
await warm.drain();
await through(warm, reaching)();
for (let at = 0; at < runs; at += 1) await warmRun(times.warmReaching, reaching);

let completed = 0;
const twenty = await timed(() =>
  Promise.all(
    Array.from({ length: 20 }, async () => {
      const { end } = await through(cold, plain)();
      if (end.reason === 'exited' && end.exit_code === 0) completed += 1;
    }),
  ),
);
await Promise.all([cold.close(), warm.close()]);
(events as Readable).destroy();

const p50 = (list: readonly number[]): number => percentile(list, 0.5);
const pair = (what: string, list: Times, target: string | null): Row[] =>
  (['over', 'removed'] as const).flatMap((until) => {
    const words = until === 'over' ? 'until it is over' : 'until its container is gone';
    const figure = `${what}, ${words}, p50`;
    const share = round(p50(list[until]) / p50(times.bare[until]));
    return [
      { figure, value: p50(list[until]), unit: 'ms' },
      ...(target === null ? [] : [{ figure: `${what} / bare dockerode, ${words}`, value: share, unit: '×', target }]),
    ];
  });
report('containers', [
  { figure: 'docker run --rm, p50', value: p50(cli), unit: 'ms' },
  ...pair('bare dockerode', times.bare, null),
  ...pair('cold run', times.cold, '≤ 1.15'),
  ...pair('warm run', times.warm, '≤ 0.2'),
  ...pair('cold run that may reach a target', times.coldReaching, null),
  ...pair('warm run that may reach a target', times.warmReaching, null),
  {
    figure: 'of twenty cold runs at once, completed within their limits',
    value: completed,
    unit: 'runs',
    target: '= 20',
  },
  { figure: 'twenty cold runs at once, all', value: round(twenty), unit: 'ms' },
]);
await rm(folder, { recursive: true, force: true });
