/** Podman, for real: what its runtime was told and what the kernel holds is looked at before anything is started, and no word of the engine's replaces it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { type OddEngine, openOddEngine } from './fixtures/odd-engine.ts';
import { BASE_IMAGE, describeWithEngine, docker, leftOf, NEVER, type Stage, setStage } from './fixtures/stage.ts';
import type { Loose } from './make/podman/fixtures/sample-podman.ts';

let folder: string;
let odd: OddEngine;
let stage: Stage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-odd-podman-'));
});
beforeEach(async () => {
  odd = await openOddEngine(inject('podmanSocket') ?? '/nowhere');
  stage = await setStage(undefined, undefined, odd.address);
});
afterEach(async () => {
  odd.lie = null;
  expect(await stage.clear()).toEqual([]);
  await odd.close();
});
afterAll(() => rm(folder, { recursive: true }));

const isDescription = (path: string): boolean => /\/libpod\/containers\/[0-9a-f]{64}\/json/.test(path);

async function isRefused(message: RegExp, code = 'SANDBOX_MISSING'): Promise<void> {
  const run = new MemoryRun();
  await expect(stage.python('print("ran")', {}, { run })).rejects.toMatchObject({
    refusal: { code, message: expect.stringMatching(message) },
  });
  expect([run.text.stdout, run.ends, await leftOf(stage.owner)]).toEqual(['', 0, []]);
}

/** Has Podman point to a copy of what the runtime was told, in which something else stands. */
function tellsRuntime(change: (config: Loose) => void): void {
  odd.lie = (at, said) => {
    if (!isDescription(at)) return said;
    const config = JSON.parse(readFileSync((said as Loose).OCIConfigPath, 'utf8'));
    change(config);
    const OCIConfigPath = join(folder, 'config.json');
    writeFileSync(OCIConfigPath, JSON.stringify(config));
    return { ...(said as Loose), OCIConfigPath };
  };
}

describeWithEngine('a container in Podman', { timeout: 60_000 }, () => {
  it.each([
    ['a hook', (c: Loose) => Object.assign(c, { hooks: { poststop: [{ path: '/bin/true' }] } }), /hooks is there/],
    ['the machine', (c: Loose) => c.mounts.push({ destination: '/host', type: 'bind', source: '/' }), /at \/host/],
    ['a capability', (c: Loose) => Object.assign(c.process.capabilities, { bounding: ['CAP_KILL'] }), /capabilities/],
    ['no filter', (c: Loose) => delete c.linux.seccomp, /linux\.seccomp is missing/],
    ['another’s control group', (c: Loose) => Object.assign(c.linux, { cgroupsPath: '/other' }), /linux\.cgroupsPath/],
  ])('whose runtime was told of %s is not started, and nothing is left', async (_what, change, words) => {
    tellsRuntime(change);
    await isRefused(words);
  });

  it('of which cannot be read what the runtime was told is not started: the engine may be on another machine', async () => {
    odd.lie = (at, said) => (isDescription(at) ? { ...(said as Loose), OCIConfigPath: '/no/such/config.json' } : said);
    await isRefused(/cannot be read \(\/no\/such\/config\.json\)/);
  });

  it.each([
    ['another process', { State: { Status: 'initialized', Running: false, Pid: 1 } }, /limit for memory is nowhere/],
    ['no process', { State: { Status: 'initialized', Running: false, Pid: 0 } }, /cannot be read/],
    ['another runtime', { OCIRuntime: 'crun' }, /its runtime is "crun"/],
    ['another image', { Image: '0'.repeat(64) }, /its image is/],
    ['another name', { Name: 'other' }, /its name is/],
    ['a root folder of the machine', { Rootfs: '/' }, /its root folder is/],
    ['a pod', { Pod: 'x' }, /its pod is/],
  ])('that is said to be %s is not started, and nothing is left', async (_what, lie, words) => {
    odd.lie = (at, said) => (isDescription(at) ? { ...(said as Loose), ...lie } : said);
    await isRefused(words);
  });

  it('that the engine describes in a way that makes no sense is not started, and nothing is left', async () => {
    odd.lie = (at, said) => (isDescription(at) ? { Id: (said as Loose).Id } : said);
    await isRefused(/makes no sense/, 'ENGINE_UNAVAILABLE');
  });

  it('holds the number of files in memory, and the bytes', async () => {
    const { run, end } = await stage.python(`import errno, os
for folder in ("/work", "/tmp"):
    made = 0
    try:
        while made < 100000: os.close(os.open(f"{folder}/{made}", os.O_CREAT | os.O_WRONLY)); made += 1
    except OSError as error: print(folder, made < 20000, errno.errorcode[error.errno])
    for each in range(made): os.unlink(f"{folder}/{each}")
for folder in ("/work", "/tmp", "/dev/shm"):
    wrote = 0
    try:
        with open(f"{folder}/big", "wb", buffering=0) as file:
            while wrote < 1 << 30: wrote += file.write(bytes(1 << 16))
    except OSError as error: print(folder, wrote <= 64 << 20, errno.errorcode[error.errno])
    os.unlink(f"{folder}/big")`);
    expect(run.text).toEqual({
      stdout: ['/work', '/tmp', '/work', '/tmp', '/dev/shm'].map((path) => `${path} True ENOSPC\n`).join(''),
      stderr: '',
    });
    expect(end.exit_code).toBe(0);
  });

  it('has no process with more rights than its program, the relay to its targets neither, and learns nothing of the machine’s names', async () => {
    const egress = [{ host: 'service.example', port: 9, protocol: 'tcp', addresses: ['127.0.0.1'] }] as const;
    const { run } = await stage.python(
      `import os
for each in filter(str.isdigit, os.listdir("/proc")):
    status = dict(line.split(":\\t", 1) for line in open(f"/proc/{each}/status") if ":\\t" in line)
    print([status[key].split()[0] for key in ("Uid", "CapEff", "CapBnd", "CapPrm", "NoNewPrivs", "Seccomp")])
print(open("/etc/hosts").read().split("\\n")[:3], open("/etc/resolv.conf").read().split())`,
      { egress },
    );
    const none = '0'.repeat(16);
    expect(run.text.stderr).toBe('');
    const lines = run.text.stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect([...new Set(lines.slice(0, -1))]).toEqual([`['64321', '${none}', '${none}', '${none}', '1', '2']`]);
    expect(lines.at(-1)).toBe(
      "['127.0.0.1 localhost', '::1 localhost', '127.0.0.1 runner'] ['nameserver', '127.0.0.1', 'search', '.']",
    );
  });

  it('ends when the engine’s service goes, which is what its input comes through', async () => {
    const run = new MemoryRun();
    const ended = stage.python('import time\nprint("up", flush=True)\ntime.sleep(300)', {}, { run });
    await run.said(/up/);
    const state = async () =>
      (await docker.listContainers({ filters: { label: [`countersign.owner=${stage.owner}`] } })).length;
    expect(await state()).toBe(1);
    await odd.shut();
    expect((await ended).end.reason).toBe('failed');
    while ((await state()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await odd.open();
    await stage.engine.lookAgain();
    await stage.engine.reap();
  });

  it('with another runtime is refused where the runtime is not there, with the cause', async () => {
    const image = await stage.engine.pinImage(BASE_IMAGE);
    await expect(stage.engine.holdRuntime('runsc', image, NEVER)).rejects.toMatchObject({
      refusal: {
        code: 'SANDBOX_MISSING',
        message: expect.stringMatching(/runsc, which Podman .* could not be started with it: ./),
      },
    });
  });
});
