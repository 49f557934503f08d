import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { issueGrant } from '#host/grants/grant.ts';
import { type ContentStore, openContentStore } from '#host/storage/index.ts';
import { isAlive, leftOf, MemoryRun, planFor, quietLog, realClock, someDigest } from './fixtures/stage.ts';
import { createProcessEngine, type ProcessEngine } from './index.ts';

const OWNER = `reap-test-${randomUUID()}`;
const OTHER = `${OWNER}-2`;

let folder: string;
let content: ContentStore;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'countersign-engine-')));
  await mkdir(join(folder, 'content'));
  content = await openContentStore(join(folder, 'content'));
});

afterEach(async () => {
  for (const owner of [OWNER, OTHER]) {
    await engineOf(owner).reap();
    expect(leftOf(owner)).toEqual([]);
  }
  await rm(folder, { recursive: true });
});

const engineOf = (owner: string): ProcessEngine =>
  createProcessEngine({
    content,
    log: quietLog,
    clock: realClock,
    outputSocket: join(folder, 'output.sock'),
    owner,
    graceMs: 150,
  });

/** Starts a host in a process of its own, waits until its run is under way, and kills it. */
async function killAHost(owner: string): Promise<void> {
  await mkdir(join(folder, owner));
  const host = spawn(
    process.execPath,
    [join(import.meta.dirname, 'fixtures/killed-host.ts'), join(folder, owner), owner],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(host.stdout, 'data');
  host.kill('SIGKILL');
  await once(host, 'exit');
}

it('what a killed host left running is found and ended, its daemons and what ignores the request to end included', async () => {
  await killAHost(OWNER);
  const left = leftOf(OWNER);
  expect(left.length).toBeGreaterThanOrEqual(2);
  expect(await engineOf(OWNER).reap()).toBeGreaterThanOrEqual(left.length);
  expect(leftOf(OWNER)).toEqual([]);
});

it('what belongs to another data folder is left alone', async () => {
  await killAHost(OTHER);
  const left = leftOf(OTHER);
  expect(await engineOf(OWNER).reap()).toBe(0);
  expect(left.length).toBeGreaterThanOrEqual(2);
  expect(left.map((each) => Number.parseInt(each, 10)).filter((pid) => !isAlive(pid))).toEqual([]);
});

it('the runs of this host are left alone', async () => {
  const engine = engineOf(OWNER);
  const daemonAndAll = '(setsid sh -c "echo ready; exec sleep 60" &) ; sleep 60';
  const run = new MemoryRun();
  const plan = await planFor({ program: '/bin/sh', args: ['-c', daemonAndAll], cwd: folder });
  const grant = issueGrant({ plan, digest: someDigest, drift: async () => [] });
  const ended = engine.carryOut(grant, run, new AbortController().signal);
  await run.said(/ready/);
  expect(await engine.reap()).toBe(0);
  await engine.close();
  expect((await ended).end.reason).toBe('host_quit');
});

it('a host that was itself started from a run of the same owner does not end itself', async () => {
  await mkdir(join(folder, 'nested'));
  const script = `
    import { spawn } from 'node:child_process';
    import { createProcessEngine } from '#host/engines/process/index.ts';
    import { openContentStore } from '#host/storage/index.ts';
    import { quietLog as log, realClock as clock } from './stage.ts';
    const content = await openContentStore(process.argv[1]);
    const engine = createProcessEngine({ content, log, clock, outputSocket: process.argv[1] + '/output.sock', owner: '${OWNER}' });
    const child = spawn('/bin/sleep', ['60']);
    process.stdout.write('reaped ' + (await engine.reap()) + ', child ' + child.kill());`;
  const host = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, join(folder, 'nested')], {
    cwd: join(import.meta.dirname, 'fixtures'),
    env: { ...process.env, COUNTERSIGN_RUN: `${OWNER}:run_20260101_000000_00000000` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  host.stdout.on('data', (chunk) => {
    said += chunk;
  });
  expect(await once(host, 'close')).toEqual([0, null]);
  expect(said).toBe('reaped 0, child true');
});

it('nothing to find is no work', async () => {
  expect(await engineOf(OWNER).reap()).toBe(0);
});
