/**
 * The road of `solver.spec.ts` behind gVisor and in Podman: each an engine of the test's own, which a person chose; the service stays in the
 * machine's. An agent looks at the target first; its solver then gets one of the containers that have stood ready since.
 */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { expect, test } from '@playwright/test';
import type Docker from 'dockerode';
import { z } from 'zod';
import {
  isGvisorThere,
  openOwnGvisor,
  WHAT_GVISOR_NEEDS,
} from '../src-main/host/engines/container/fixtures/gvisor-engine.ts';
import { canStartPodman } from '../src-main/host/engines/container/fixtures/own-podman.ts';
import { openPodmanWith } from '../src-main/host/engines/container/fixtures/podman-with-image.ts';
import { modernAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';
import { type Service, startService } from './service-container.ts';
import { logIn, PATIENCE_MS, solve } from './solver-road.ts';

const IMAGE = 'countersign/runner-pwn:local';

/** An engine's word about a container that was made. */
const Created = z.object({ Actor: z.object({ Attributes: z.object({ 'countersign.run': z.string() }) }) });

interface Engine {
  readonly docker: Docker;
  readonly address: string;
  /** @returns what is left in it, which should be nothing */
  close(): Promise<readonly string[]>;
}

async function openPodman(): Promise<Engine> {
  const { docker, socketPath, close } = await openPodmanWith(IMAGE);
  return { docker, address: `unix://${socketPath}`, close };
}

interface Road {
  readonly where: string;
  readonly needs: string;
  readonly isThere: boolean;
  readonly open: () => Promise<Engine>;
  readonly runtime: 'runc' | 'runsc';
  /** On the card. */
  readonly container: string;
  /** In the strip at the page's foot. */
  readonly engine: RegExp;
}

const roads: readonly Road[] = [
  {
    ...{ where: 'behind gVisor', needs: WHAT_GVISOR_NEEDS, isThere: isGvisorThere, open: () => openOwnGvisor(IMAGE) },
    ...{ runtime: 'runsc', container: 'of its own, behind gVisor’s own kernel, as user' },
    engine: /^Docker \d/,
  },
  {
    ...{ where: 'in Podman', needs: 'root, podman and catatonit', isThere: canStartPodman, open: openPodman },
    ...{ runtime: 'runc', container: 'of its own, on this machine’s kernel, as user' },
    engine: /^Podman \d/,
  },
];

const policyFor = (service: Service, runtime: Road['runtime']): string => `version: 1
targets:
  - { hosts: [${service.address}], ports: [${service.port}], because: the exercise }
solvers:
  runtime: ${runtime}
  timeout: 120s
  max_timeout: 120s
  languages: { pwn: {}, python: { image: "${IMAGE}" } }
`;

async function standingReady(docker: Docker): Promise<readonly string[]> {
  const names = (await docker.listContainers()).map(({ Names }) => Names[0] ?? '');
  return names.filter((name) => name.includes('-warm-'));
}

/** A run's id each, or a word of the pool's, as the engine itself kept it: ever since it was started. */
async function whatContainersWereMadeFor(docker: Docker): Promise<readonly string[]> {
  const until = Math.ceil(Date.now() / 1_000);
  const told = await docker.getEvents({ since: 1, until, filters: { type: ['container'], event: ['create'] } });
  const purposes: string[] = [];
  for await (const line of createInterface(new Readable().wrap(told)))
    if (line !== '') purposes.push(Created.parse(JSON.parse(line)).Actor.Attributes['countersign.run']);
  return purposes;
}

for (const road of roads) {
  if (!road.isThere) {
    const words = `solvers ${road.where} need ${road.needs}`;
    if (process.env.CI === 'true') throw new Error(words);
    process.stderr.write(`\nSKIPPED: ${words}\n\n`);
  }
  test.describe(`a solver ${road.where}`, () => {
    test.skip(!road.isThere, `needs ${road.needs}`);
    let engine: Engine;
    let service: Service;
    let app: StartedApp;
    test.beforeAll(async () => {
      test.setTimeout(240_000);
      service = startService();
      engine = await road.open();
    });
    test.beforeEach(async () => {
      app = await startApp({ policy: policyFor(service, road.runtime) });
    });
    test.afterEach(async () => {
      expect(await app.close()).toBe(0);
    });
    test.afterAll(async () => {
      test.setTimeout(120_000);
      service.stop();
      expect(await engine.close()).toEqual([]);
    });

    test('is asked for by an agent and approved by a person who reads what container it will be, and flag, proof and transcript come back', async ({
      page,
    }) => {
      test.setTimeout(300_000);
      expect((await app.cli('engine', 'use', engine.address)).code).toBe(0);
      const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
      await logIn(page, app);
      await expect(page.getByRole('region', { name: 'Status' }).getByRole('link', { name: road.engine })).toBeVisible();

      const looked = agent.call(
        'probe_target_from_runner',
        { target: { host: service.address, port: service.port }, sandbox_failure_reason: 'My sandbox has no network.' },
        { timeoutMs: PATIENCE_MS },
      );
      await page.getByRole('link', { name: /Approvals/ }).click();
      await expect(page.getByRole('article')).toContainText(road.container, { timeout: 40_000 });
      await page.getByRole('article').getByRole('button', { name: 'Approve once' }).click();
      expect(await looked).toMatchObject({
        ...{ isError: false, value: { ok: true, reachable: true, tcp: { address: service.address, error: null } } },
      });

      const ready = () => standingReady(engine.docker);
      await expect.poll(async () => (await ready()).length, { timeout: PATIENCE_MS }).toBe(2);
      const before = await ready();
      const run = await solve(page, agent, service, road.container);
      await expect.poll(async () => (await ready()).filter((name) => before.includes(name))).toHaveLength(1);
      const madeFor = await whatContainersWereMadeFor(engine.docker);
      expect(madeFor.filter((each) => each.startsWith('run_'))).toEqual([expect.not.stringMatching(run)]);

      const shown = JSON.parse((await app.cli('engine', 'show', '--json')).stdout);
      expect(shown.chosen.address).toBe(engine.address);
      expect(shown.gvisor.state === 'works').toBe(road.runtime === 'runsc');
      await agent.close();
    });
  });
}
