/**
 * What a run in a container costs: through `carryOut`, cold and from one that stands ready, with and without a target to reach, against the
 * same container made with bare dockerode and against `docker run --rm`; they take turns. `--runs N` sets how many of each (15),
 * `--kills N` how often a host is killed at a random moment (0), and what is left after the next start is counted.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '15' }, kills: { type: 'string', default: '0' } },
});
const [runs, kills] = [Number(options.runs), Number(options.kills)];

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
const engineWith = (most: number, owner = `bench-${most}-${process.pid}`) =>
  createContainerEngine({
    content,
    log: quietLog,
    clock: realClock,
    owner,
    images,
    warm: () => ({ ...USUAL_WARM, most }),
  });
const [cold, warm] = [engineWith(0), engineWith(2)];
const image = await cold.pinImage(TEST_IMAGE);
const plain = probeOf(specOf(image, ['/usr/bin/true'], {}));
const egress = [{ host: 'a.example', port: 9, protocol: 'tcp' as const, addresses: ['127.0.0.1'] }];
const reaching = probeOf(specOf(image, ['/usr/bin/true'], { egress }));

const timed = async (action: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await action();
  return performance.now() - since;
};
const through = (engine: typeof cold, plan: typeof plain) => () =>
  engine.carryOut(
    issueGrant({ plan, digest: someDigest, drift: async () => [] }),
    new MemoryRun(),
    new AbortController().signal,
  );
let made = 0;
async function bare(): Promise<void> {
  const tag = { name: `bench-${process.pid}-${made++}`, labels: {} };
  const facts = imageFacts(await docker.getImage(TEST_IMAGE).inspect(), TEST_IMAGE);
  const request = creationRequest({ shape: shapeOf(plain.container), image: facts, tag, command: ['/usr/bin/true'] });
  const container = await docker.createContainer(request);
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const over = once(stream.resume(), 'end');
  await container.start();
  await Promise.all([over, container.wait()]);
  await container.remove();
}
async function warmRun(plan: typeof plain): Promise<number> {
  while (warm.warm() < 1) await pause(20);
  // What fills the place of the one before is not timed with this one.
  await pause(400);
  return timed(through(warm, plan));
}

await through(warm, plain)();
const times = { bare: [], cold: [], coldReaching: [], warm: [], cli: [] } as Record<string, number[]>;
for (let at = 0; at < runs; at += 1) {
  times.bare?.push(await timed(bare));
  times.cold?.push(await timed(through(cold, plain)));
  times.warm?.push(await warmRun(plain));
  times.coldReaching?.push(await timed(through(cold, reaching)));
  times.cli?.push(
    await timed(async () => execFileSync('docker', ['run', '--rm', '--network', 'none', TEST_IMAGE, '/usr/bin/true'])),
  );
}
await warm.drain();
await through(warm, reaching)();
const warmReaching: number[] = [];
for (let at = 0; at < runs; at += 1) warmReaching.push(await warmRun(reaching));

const twenty = await timed(() => Promise.all(Array.from({ length: 20 }, through(cold, plain))));
await Promise.all([cold.close(), warm.close()]);

const p50 = (name: string): number => percentile(times[name] ?? [], 0.5);
const rows: Row[] = [
  { figure: 'bare dockerode, p50', value: p50('bare'), unit: 'ms' },
  { figure: 'docker run --rm, p50', value: p50('cli'), unit: 'ms' },
  { figure: 'cold run, p50', value: p50('cold'), unit: 'ms' },
  { figure: 'cold run / bare dockerode', value: round(p50('cold') / p50('bare')), unit: '×', target: '≤ 1.15' },
  { figure: 'warm run, p50', value: p50('warm'), unit: 'ms' },
  { figure: 'warm run / bare dockerode', value: round(p50('warm') / p50('bare')), unit: '×', target: '≤ 0.2' },
  { figure: 'cold run that may reach a target, p50', value: p50('coldReaching'), unit: 'ms' },
  { figure: 'warm run that may reach a target, p50', value: percentile(warmReaching, 0.5), unit: 'ms' },
  { figure: 'twenty cold runs at once, all', value: round(twenty), unit: 'ms' },
];
if (kills > 0)
  rows.push({
    figure: `left after ${kills} kills at random moments and the next start`,
    value: await killOften(kills),
    unit: 'containers',
    target: '0',
  });
report('containers', rows);
await rm(folder, { recursive: true, force: true });

async function killOften(times: number): Promise<number> {
  const owner = `bench-kill-${process.pid}`;
  const program = join(import.meta.dirname, '../src-main/host/engines/container/fixtures/killed-host.ts');
  for (let at = 0; at < times; at += 1) {
    const host = spawn(process.execPath, [program, owner, join(folder, 'killed'), '2'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(host.stdout, 'data');
    await pause(Math.random() * 1_500);
    host.kill('SIGKILL');
    await once(host, 'exit');
  }
  const next = engineWith(0, owner);
  await next.reap();
  await next.close();
  const left = await docker.listContainers({ all: true, filters: { label: [`countersign.owner=${owner}`] } });
  return left.length;
}
