/** Engines other than the usual one, for real: over TLS and SSH, by Docker's contexts and variables, in the usual places, Podman, and with another runtime. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import type { Surroundings } from './find/candidates.ts';
import { type Keys, makeKeys } from './fixtures/keys.ts';
import { canStartDockerd, type OwnDockerd, openOwnDockerd } from './fixtures/own-dockerd.ts';
import { canStartPodman, openOwnPodman } from './fixtures/own-podman.ts';
import { canStartSshd, openOwnSshd } from './fixtures/own-sshd.ts';
import { BASE_IMAGE, NEVER, type Stage, setStage } from './fixtures/stage.ts';
import { clearWorkFolder } from './images/clear-work-folder.ts';

const missing = Object.entries({ dockerd: canStartDockerd, podman: canStartPodman, sshd: canStartSshd })
  .filter(([, isThere]) => !isThere)
  .map(([name]) => name);
if (missing.length > 0) {
  const words = `tests of other engines need root and ${missing.join(', ')}: apt-get install docker.io podman openssh-server openssl`;
  if (process.env.CI === 'true') throw new Error(words);
  process.stderr.write(`\nSKIPPED: ${words}\n\n`);
}
const canRun = inject('hasEngine') && missing.length === 0;

let folder: string;
let keys: Keys;
let own: OwnDockerd;
let stage: Stage | null = null;

beforeAll(async () => {
  if (!canRun) return;
  folder = mkdtempSync(join(tmpdir(), 'countersign-other-'));
  keys = makeKeys(join(folder, 'keys'));
  own = await openOwnDockerd(join(folder, 'dockerd'), keys.server);
}, 180_000);
afterEach(async () => {
  await stage?.clear();
  stage = null;
});
afterAll(async () => {
  if (!canRun || own === undefined) return;
  const left = await own.docker.listContainers({ all: true }).finally(() => own.close());
  // Podman leaves its storage mounted.
  await clearWorkFolder(folder);
  expect(left.map(({ Names }) => Names)).toEqual([]);
}, 60_000);

const tls = (): string => `tcp://127.0.0.1:${own.tlsPort}`;

/** A person's surroundings: their environment and their home folder, and nothing of this machine's. */
async function surroundedBy(around: Partial<Surroundings>, sshProgram?: string): Promise<Stage> {
  const home = join(folder, 'nobody');
  const whole: Surroundings = { env: {}, home, platform: 'linux', chosen: null, ...around };
  const more = { surroundings: () => whole, ...(sshProgram === undefined ? {} : { sshProgram }) };
  stage = await setStage(undefined, undefined, null, more);
  await stage.engine.lookAgain();
  return stage;
}

/** An engine that was just started may take longer for its first answer than is waited for. */
async function hasAnswered(engine: Stage['engine']): Promise<void> {
  while (engine.report().facts === null) await engine.lookAgain();
}

async function runsPython({ python }: Stage): Promise<void> {
  const { end, run } = await python('import sys\nprint("in a container", repr(sys.stdin.read()))');
  expect([end.error, end.exit_code, run.text]).toEqual([null, 0, { stdout: "in a container ''\n", stderr: '' }]);
}

/** As `docker context create` writes it. */
function writeContext(home: string, name: string, host: string, withKeys: string | null): void {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = join(home, '.docker/contexts/meta', id, 'meta.json');
  mkdirSync(dirname(meta), { recursive: true });
  writeFileSync(
    meta,
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
  );
  if (withKeys === null) return;
  const tlsFolder = join(home, '.docker/contexts/tls', id, 'docker');
  mkdirSync(tlsFolder, { recursive: true });
  for (const file of ['ca.pem', 'cert.pem', 'key.pem']) copyFileSync(join(withKeys, file), join(tlsFolder, file));
}

describe.skipIf(!canRun)('an engine over TLS', { timeout: 90_000 }, () => {
  it('is found by DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, and runs a solver’s container', async () => {
    const env = { DOCKER_HOST: tls(), DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: keys.client };
    const { engine } = await surroundedBy({ env });
    expect(engine.report()).toMatchObject({ state: 'ready', sentence: expect.stringMatching(/found by DOCKER_HOST$/) });
    expect(engine.report().warnings.filter(({ found }) => /TLS/.test(found))).toEqual([]);
    await runsPython(stage as Stage);
  });

  it('does not answer to keys of another authority, nor without any', async () => {
    const env = { DOCKER_HOST: tls(), DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: keys.stranger };
    const { engine } = await surroundedBy({ env });
    expect(engine.report()).toMatchObject({
      state: 'absent',
      name: null,
      sentence: expect.stringMatching(/certificate/),
    });
    await stage?.clear();
    const bare = await surroundedBy({ env: { DOCKER_HOST: tls() } });
    expect(bare.engine.report()).toMatchObject({
      name: null,
      places: [{ outcome: expect.stringMatching(/absent|odd/) }],
    });
  });

  it('is found by the Docker context in use, and by the one that DOCKER_CONTEXT names, each with its keys', async () => {
    const home = join(folder, 'anna');
    writeContext(home, 'build', tls(), keys.client);
    writeContext(home, 'other', own.address, null);
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ auths: {}, currentContext: 'build' }));
    const { engine } = await surroundedBy({ home });
    expect(engine.state().sentence).toBe(`${engine.state().name} at ${tls()}, found by the Docker context “build”`);
    await stage?.clear();
    const named = await surroundedBy({ home, env: { DOCKER_CONTEXT: 'other' } });
    expect(named.engine.state().sentence).toContain(`at ${own.address}, found by the Docker context “other”`);
    await stage?.clear();
    const gone = await surroundedBy({ home, env: { DOCKER_CONTEXT: 'nowhere' } });
    expect(gone.engine.state()).toMatchObject({
      state: 'odd',
      sentence: expect.stringContaining('“nowhere” is in use'),
    });
  });

  it('is taken when a person chose it with a folder of keys, and not when they are the wrong ones', async () => {
    const { engine } = await surroundedBy({});
    await engine.tryChoice({ address: tls(), tls_folder: keys.client });
    await expect(engine.tryChoice({ address: tls(), tls_folder: keys.stranger })).rejects.toThrow(/certificate/);
    await expect(engine.tryChoice({ address: tls(), tls_folder: join(folder, 'none') })).rejects.toThrow(
      /ca\.pem cannot be read/,
    );
    await expect(engine.tryChoice({ address: 'gopher://x', tls_folder: null })).rejects.toThrow(/expected unix:/);
  });
});

describe.skipIf(!canRun)('an engine over SSH', { timeout: 120_000 }, () => {
  it('is reached with the person’s own ssh, runs a solver’s container, and does not let a stranger in', async () => {
    const sshd = await openOwnSshd(join(folder, 'sshd'), own.address);
    try {
      const chosen = { address: sshd.address, tls_folder: null };
      const { engine } = await surroundedBy({ chosen }, sshd.known);
      expect(engine.report()).toMatchObject({
        state: expect.stringMatching(/ready|slow/),
        facts: { platform: 'linux/amd64' },
      });
      await runsPython(stage as Stage);
      await stage?.clear();
      const stranger = await surroundedBy({ chosen }, sshd.stranger);
      expect(stranger.engine.report()).toMatchObject({
        ...{ state: 'absent', facts: null },
        sentence: expect.stringMatching(/ssh ended with 255: .*Permission denied/),
      });
    } finally {
      await stage?.clear();
      stage = null;
      await sshd.close();
    }
  });
});

describe.skipIf(!canRun)('the usual places', { timeout: 90_000 }, () => {
  it('are those of Docker Desktop, Colima, a rootless Docker and Podman, and each answers for itself', async () => {
    const [home, runtime] = [join(folder, 'home'), join(folder, 'runtime')];
    const sockets = [
      join(runtime, 'docker.sock'),
      ...['.docker/run/docker.sock', '.docker/desktop/docker.sock', '.colima/default/docker.sock'].map((path) =>
        join(home, path),
      ),
    ];
    for (const socket of sockets) {
      mkdirSync(dirname(socket), { recursive: true });
      symlinkSync(own.address.slice('unix://'.length), socket);
    }
    const podmanSocket = join(runtime, 'podman/podman.sock');
    const podman = await openOwnPodman(join(folder, 'podman'), podmanSocket);
    try {
      const { engine } = await surroundedBy({ home, env: { XDG_RUNTIME_DIR: runtime } });
      const answered = () => new Map(engine.report().places.map(({ address, outcome }) => [address, outcome]));
      while ([...answered().values()].includes('asked')) await new Promise((resolve) => setTimeout(resolve, 50));
      for (const socket of [...sockets, podmanSocket])
        expect([socket, answered().get(`unix://${socket}`)]).toEqual([
          socket,
          expect.stringMatching(/^(used|answers|slow)$/),
        ]);
      expect([...answered().values()].filter((outcome) => outcome === 'used')).toHaveLength(1);
      expect(answered().get(`unix://${join(home, '.orbstack/run/docker.sock')}`)).toBe('absent');
    } finally {
      await podman.close();
    }
  });

  it('Podman answers alone, and is described with nothing in the way of a container', async () => {
    const socket = join(folder, 'alone/podman.sock');
    const podman = await openOwnPodman(join(folder, 'podman-alone'), socket);
    try {
      const { engine } = await surroundedBy({ chosen: { address: `unix://${socket}`, tls_folder: null } });
      await hasAnswered(engine);
      const { state, name, facts, warnings } = engine.report();
      expect([state, name]).toEqual([expect.stringMatching(/ready|slow/), expect.stringMatching(/^Podman \d/)]);
      expect(facts).toMatchObject({ rootless: false, runc_version: expect.stringMatching(/^\d/) });
      expect(warnings.filter(({ found }) => found.startsWith('No container is started'))).toEqual([]);
      await engine.holdRuntime('runc', { name: 'an/image:1', id: `sha256:${'a'.repeat(64)}` }, NEVER);
    } finally {
      await podman.close();
    }
  });

  it('Podman on another machine answers, and why nothing is started in it is said before anything is planned', async () => {
    const socket = join(folder, 'far/podman.sock');
    const podman = await openOwnPodman(join(folder, 'podman-far'), socket);
    const way = createServer((near) => {
      const far = connect(socket);
      for (const each of [near, far]) each.on('error', () => [near, far].map((one) => one.destroy()));
      near.pipe(far).pipe(near);
    });
    await once(way.listen(0, '127.0.0.1'), 'listening');
    const address = way.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      const { engine } = await surroundedBy({ chosen: { address: `tcp://127.0.0.1:${port}`, tls_folder: null } });
      await hasAnswered(engine);
      const words = expect.stringMatching(/^No container is started in Podman \d.*, because what it tells its runtime/);
      expect(engine.report().warnings).toContainEqual({ found: words, fix: expect.any(String) });
      const image = { name: 'an/image:1', id: `sha256:${'a'.repeat(64)}` };
      await expect(engine.holdRuntime('runc', image, NEVER)).rejects.toMatchObject({
        refusal: { code: 'SANDBOX_MISSING', message: words },
      });
    } finally {
      way.close();
      await podman.close();
    }
  });
});

describe.skipIf(!canRun)('another runtime', { timeout: 90_000 }, () => {
  const at = () => ({ chosen: { address: own.address, tls_folder: null } });

  it('that the policy calls for reaches the engine: the container runs with it', async () => {
    const { engine, plan, run } = await surroundedBy(at());
    expect(engine.report().gvisor.state).toBe('listed');
    await engine.holdRuntime('runsc', await engine.pinImage(BASE_IMAGE), NEVER);
    expect([engine.report().gvisor.state, engine.state().runtimes]).toEqual(['works', ['runc', 'runsc']]);
    const memory = new MemoryRun();
    const source = 'import time\nprint("up", flush=True)\ntime.sleep(60)';
    const stop = new AbortController();
    // A user of its own: what stands in for gVisor here counts a user's processes over the whole machine.
    const ended = run(
      await plan(['python3', 'main.py'], { runtime: 'runsc', user: '64777:64777' }, { 'main.py': source }),
      {
        run: memory,
        signal: stop.signal,
      },
    );
    await memory.said(/up/);
    const [container] = await own.docker.listContainers();
    const { HostConfig } = await own.docker.getContainer(container?.Id ?? '').inspect();
    stop.abort();
    await ended;
    expect(HostConfig.Runtime).toBe('runsc');
  });

  it('that the engine lists and cannot start anything with is refused with the cause, and tried once only', async () => {
    await own.setRunsc('/bin/false');
    try {
      const { engine, plan, run } = await surroundedBy(at());
      const image = await engine.pinImage(BASE_IMAGE);
      const refusal = {
        code: 'SANDBOX_MISSING',
        message: expect.stringMatching(/runsc, which Docker .* could not be started with it: ./),
      };
      await expect(engine.holdRuntime('runsc', image, NEVER)).rejects.toMatchObject({ refusal });
      expect(engine.report().gvisor).toMatchObject({ state: 'broken' });
      await own.setRunsc('/usr/sbin/runc');
      await expect(run(await plan(['python3', '-V'], { runtime: 'runsc' }))).rejects.toMatchObject({ refusal });
      await engine.lookAgain();
      await engine.holdRuntime('runsc', image, NEVER);
      expect(engine.report().gvisor.state).toBe('works');
    } finally {
      await own.setRunsc('/usr/sbin/runc');
    }
  });

  it('that the engine does not list is refused by name, and nothing is started', async () => {
    stage = await setStage();
    const { engine, plan, run } = stage;
    const image = await engine.pinImage(BASE_IMAGE);
    const refusal = {
      code: 'SANDBOX_MISSING',
      message: expect.stringMatching(/calls for the runtime runsc, and .* does not list it/),
    };
    await expect(engine.holdRuntime('runsc', image, NEVER)).rejects.toMatchObject({ refusal });
    await expect(run(await plan(['python3', '-V'], { runtime: 'runsc' }))).rejects.toMatchObject({ refusal });
    expect(engine.report().gvisor.state).toBe('absent');
  });
});
