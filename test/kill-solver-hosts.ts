/**
 * The whole app, killed with SIGKILL while solvers run in it, again and again, at random moments; and what is left of it once the next one has
 * started: containers, networks and volumes in the engine, files in the data folder and among the temporary files, runs without an end.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { modernAgent } from './agents.ts';
import { type StartedApp, startApp } from './start-app.ts';

export interface WhatIsLeft {
  readonly kills: number;
  /** Containers that were there when a host was killed: what the next start had to remove. */
  readonly atKills: number;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly files: readonly string[];
  /** Runs that were begun by the hosts that were killed, and those among them that were never given an end. */
  readonly runs: number;
  readonly endless: readonly string[];
}

/** How long the next host may take to remove what the one before left. */
const REMOVAL_MS = 60_000;

const policyFor = (image: string): string => `version: 1
targets:
  - { hosts: [127.0.0.1], ports: [9], because: nobody listens there }
solvers:
  verdict: allow
  languages: { python: { image: "${image}", memory: 64MB, scratch: 16MB } }
`;

const SOLVER = `import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0: os.setsid()
time.sleep(float(sys.argv[1]))`;

/** @param longestMs a host is killed at any moment from its first request on, until so long after it */
export async function killSolverHosts(
  docker: Docker,
  image: string,
  { kills, longestMs }: { readonly kills: number; readonly longestMs: number },
): Promise<WhatIsLeft> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-kills-')));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    const first = await startApp({ folder, policy: policyFor(image) });
    const token = await first.addClient('Claude');
    await first.kill('SIGTERM');
    const filesBefore = filesIn(folder);
    const owner: string = JSON.parse(readFileSync(join(folder, 'data', 'folder-id.json'), 'utf8')).id;
    const met = { containers: new Set<string>(), networks: new Set<string>(), volumes: new Set<string>() };
    for (let kill = 0; kill < kills; kill += 1) {
      const app = await startApp({ folder });
      await gone(docker, owner, met.containers);
      const asked = await ask(app, token);
      await pause(Math.random() * longestMs);
      await app.kill('SIGKILL');
      await asked.over();
      for (const { Id, Mounts, NetworkSettings } of await oursIn(docker, owner)) {
        met.containers.add(Id);
        for (const { Type, Name } of Mounts) if (Type === 'volume' && Name !== undefined) met.volumes.add(Name);
        for (const network of Object.keys(NetworkSettings.Networks)) if (network !== 'none') met.networks.add(network);
      }
    }
    const last = await startApp({ folder });
    await gone(docker, owner, met.containers);
    const runs: { readonly id: string; readonly end: object | null }[] = JSON.parse(
      (await last.cli('runs', 'list', '--limit', '500', '--json')).stdout,
    );
    await last.kill('SIGTERM');
    const labelled = { filters: { label: [`countersign.owner=${owner}`] } };
    const networks = (await docker.listNetworks()).map(({ Name }) => Name);
    const volumes = ((await docker.listVolumes()).Volumes ?? []).map(({ Name }) => Name);
    return {
      ...{ kills, atKills: met.containers.size, containers: (await oursIn(docker, owner)).map(({ Id }) => Id) },
      networks: [
        ...(await docker.listNetworks(labelled)).map(({ Name }) => Name),
        ...networks.filter((name) => met.networks.has(name)),
      ],
      volumes: volumes.filter((name) => met.volumes.has(name)),
      files: filesIn(folder).filter((path) => !filesBefore.includes(path)),
      ...{ runs: runs.length, endless: runs.filter(({ end }) => end === null).map(({ id }) => id) },
    };
  } finally {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Several solvers at once, of which some end soon and some never do; nobody waits for their answers, as the host is killed before. */
async function ask(app: StartedApp, token: string): Promise<{ over(): Promise<void> }> {
  const agent = await modernAgent({ endpoint: app.endpoint, token });
  const answers = ['0', '0.3', '30', '30'].map((seconds) =>
    agent
      .call('run_solver_fallback', {
        target: { host: '127.0.0.1', port: 9 },
        sandbox_failure: { attempted: true, reason: 'no route to the target' },
        local_validation: { solved_locally: true, summary: 'sleeps as it should' },
        files: [{ path: 'solve.py', content: SOLVER }],
        args: [seconds],
      })
      .catch(() => undefined),
  );
  return {
    async over() {
      await agent.close().catch(() => undefined);
      await Promise.all(answers);
    },
  };
}

/** @throws Error when the host that runs now has not removed in time what earlier ones left */
async function gone(docker: Docker, owner: string, ids: ReadonlySet<string>): Promise<void> {
  for (const until = performance.now() + REMOVAL_MS; ; await pause(50)) {
    const left = (await oursIn(docker, owner)).filter(({ Id }) => ids.has(Id));
    if (left.length === 0) return;
    if (performance.now() > until)
      throw new Error(`still there: ${left.map(({ Names, Status }) => `${Names.join()} (${Status})`).join(', ')}`);
  }
}

const oursIn = (docker: Docker, owner: string) =>
  docker.listContainers({ all: true, filters: { label: [`countersign.owner=${owner}`] } });

/** What is meant to grow: the log, the approvals, what belongs to runs. */
const GROWS = [
  /^data\/(?:audit\/|approvals\.db|policy-history\/)/,
  /^data\/runs\/run_[^/]+\/(?:run\.json|head\.jsonl|tail-\d{9}\.jsonl|kept\/(?:\d+|list\.json))$/,
];
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((path) => !GROWS.some((kind) => kind.test(path)));
