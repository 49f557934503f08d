/** After `kill -9` of the host: what it ran in sandboxes and under limits, what waited to become a program, groups and stand-ins are gone once the next one has started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openContentStore } from '#host/storage/index.ts';
import { leftOf, quietLog, realClock } from './fixtures/stage.ts';
import { createProcessEngine, openMachine } from './index.ts';

let folder: string;
let owner: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-reap-')));
  owner = `reap-${randomUUID()}`;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function startAHost(): Promise<ChildProcess> {
  const fixture = join(import.meta.dirname, 'fixtures/killed-fenced-host.ts');
  const host = spawn(process.execPath, [fixture, folder, owner], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(host.stdout, 'data');
  return host;
}

async function killAHost(): Promise<void> {
  const host = await startAHost();
  host.kill('SIGKILL');
  await once(host, 'exit');
}

/** Folders of the owner's in any control group hierarchy of this machine. */
function groupsOf(): readonly string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / - cgroup2? /u.test(line))
    .map((line) => line.split(' ')[4] ?? '');
  return mounts.flatMap((mount) => (existsSync(mount) ? below(mount, 4) : []));
}

function below(at: string, depth: number): readonly string[] {
  if (depth === 0) return [];
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(at, name);
      return name === `countersign-${owner}` ? [path] : below(path, depth - 1);
    });
}

/** As a host does it: the machine first, which empties its groups; then whoever still carries the label. */
async function startAgain(): Promise<() => Promise<void>> {
  mkdirSync(join(folder, 'again'));
  const home = join(folder, 'home');
  const machine = await openMachine({ folder: join(folder, 'sandbox'), owner, home, clock: realClock, log: quietLog });
  const engine = createProcessEngine({
    ...{ content: await openContentStore(join(folder, 'again')), log: quietLog, clock: realClock, owner, machine },
    ...{ outputSocket: join(folder, 'again.sock'), graceMs: 150 },
  });
  await engine.reap();
  return async () => {
    await engine.close();
    await machine.close();
  };
}

it('nothing of it is left', { timeout: 60_000 }, async () => {
  await killAHost();
  const app = join(folder, 'home', 'code', 'app');
  // What had to be kept from being made is stood in for, and nobody was there to take it away.
  expect(readdirSync(app)).toContain('.vscode');
  const close = await startAgain();
  expect(leftOf(owner)).toEqual([]);
  expect(readdirSync(app)).toEqual([]);
  const runs = groupsOf()
    .flatMap((path) => readdirSync(path, { withFileTypes: true }))
    .filter((each) => each.isDirectory());
  expect(runs).toEqual([]);
  await close();
  expect(groupsOf()).toEqual([]);
});

it('what ran outside of a sandbox and ignores everything lives on until then, so that the above means something', {
  timeout: 60_000,
}, async () => {
  await killAHost();
  expect(leftOf(owner).length).toBeGreaterThan(0);
  const close = await startAgain();
  expect(leftOf(owner)).toEqual([]);
  await close();
});

it('what waited to become a program ends by itself', { timeout: 60_000 }, async () => {
  const host = await startAHost();
  await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1);
  host.kill('SIGKILL');
  await expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
  await (await startAgain())();
});

/** Whoever stands ready for a run that has not come. */
const waiting = (): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`COUNTERSIGN_RUN=${owner}:waiting-`);
    } catch {
      return false;
    }
  });
