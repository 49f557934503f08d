/**
 * As with commands: while a solver's card is pending, its image's name or its target's name comes to mean something else. The person said
 * yes to what they were shown, so nothing runs. A real engine, a real name server.
 */
import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Agent, legacyAgent, modernAgent } from '../agents.ts';
import { TEST_IMAGE } from '../base-image.ts';
import { findEngine } from '../container-engine.ts';
import { type NameServer, openNameServer } from '../name-server.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const REPO = `countersign/changed-${process.pid}`;
const IMAGE = `${REPO}:local`;
const NAME = 'chall.example.org';
const PINNED = '203.0.113.7';

let docker: Docker;
let names: NameServer;
let means: readonly string[] | number;
let app: TestHost;
let agent: Agent;

beforeAll(async () => {
  const found = await findEngine();
  if (found === null) return;
  docker = found.docker;
  names = await openNameServer((type) => (type === 'AAAA' && typeof means !== 'number' ? [] : means));
});
afterAll(async () => {
  if (!inject('hasEngine')) return;
  await names.close();
  await docker.getImage(IMAGE).remove({ force: true });
});

beforeEach(async () => {
  if (!inject('hasEngine')) return;
  means = [PINNED];
  await docker.getImage(TEST_IMAGE).tag({ repo: REPO, tag: 'local' });
  const policy = `version: 1
targets: [{ hosts: [${NAME}], ports: [31337] }]
solvers:
  network: none
  dns: ["${names.address}"]
  languages: { python: { image: "${IMAGE}" } }
`;
  app = await openTestHost({ policy });
});
afterEach(async () => {
  if (!inject('hasEngine')) return;
  await agent.close();
  await app.close();
});

function nameMeans(addresses: typeof means): void {
  means = addresses;
}

/** Another image of the same name, which differs in a label alone. */
async function retag(): Promise<void> {
  const container = await docker.createContainer({ Image: TEST_IMAGE, Cmd: ['true'] });
  try {
    await container.commit({ repo: REPO, tag: 'local', changes: 'LABEL changed=yes' });
  } finally {
    await container.remove({ force: true });
  }
}

const mutations: readonly {
  readonly name: string;
  readonly change: () => Promise<void> | void;
  readonly says: RegExp;
  /** Whether the same can be asked again, or is refused by then. */
  readonly asksAgain: boolean;
}[] = [
  { name: 'the image is another one', change: retag, says: /the image .* is another one now/u, asksAgain: true },
  {
    name: 'the image is removed',
    change: async () => void (await docker.getImage(IMAGE).remove()),
    says: /the image .* is not there any more/u,
    asksAgain: false,
  },
  {
    name: 'the target stands for another address',
    change: () => nameMeans(['203.0.113.8']),
    says: /chall\.example\.org stands for 203\.0\.113\.8 now, and not for 203\.0\.113\.7/u,
    asksAgain: true,
  },
  {
    name: 'the target stands for one more address',
    change: () => nameMeans([PINNED, '203.0.113.8']),
    says: /stands for 203\.0\.113\.7, 203\.0\.113\.8 now/u,
    asksAgain: true,
  },
  {
    name: 'the target does not exist any more',
    change: () => nameMeans(3),
    says: /stands for no address now/u,
    asksAgain: false,
  },
  {
    name: 'nobody can say what the target stands for',
    change: () => nameMeans(2),
    says: /could not be looked up: .*, and it stood for 203\.0\.113\.7/u,
    asksAgain: false,
  },
];

const deliveries = [
  ['held by a client of the 2025 generation', legacyAgent, null],
  ['held by a client of protocol 2026-07-28', modernAgent, null],
  ['that a client comes back for with its ticket', legacyAgent, 500],
] as const;

const calls = {
  run_solver_fallback: {
    target: { host: NAME, port: 31_337 },
    sandbox_failure: { attempted: true, reason: 'no route to the target' },
    local_validation: { solved_locally: true, summary: 'works on a copy' },
    files: [{ path: 'solve.py', content: 'print("it ran")\n' }],
  },
  probe_target_from_runner: { target: { host: NAME, port: 31_337 }, sandbox_failure_reason: 'no route to the target' },
} as const;

describe.skipIf(!inject('hasEngine')).each(deliveries)('a card %s', (_who, open, answerWithinMs) => {
  beforeEach(async () => {
    agent = await open({ endpoint: app.endpoint, token: await app.addClient('Claude') });
    const pace = { answer_within_ms: answerWithinMs, progress_extends: false };
    await app.call('clients.setPace', { name: 'Claude', pace });
  });

  describe.each(Object.entries(calls))('for %s', (tool, input) => {
    it.each(mutations)('ends in drift and no run when $name', { timeout: 60_000 }, async (mutation) => {
      const asked = agent.call(tool, input);
      const card = await app.nextCard();
      const ticket = answerWithinMs === null ? undefined : (await asked).value.ticket;
      await mutation.change();
      await app.call('approvals.approve', { id: card.id, digest: card.digest });
      const { value } = ticket === undefined ? await asked : await agent.call('await_approval', { ticket });
      expect(value).toMatchObject({ code: 'PLAN_DRIFT', retryable: true });
      expect(value.message).toMatch(mutation.says);
      const after = await app.call('approvals.show', { id: card.id });
      expect(after.drift?.join('\n')).toMatch(mutation.says);
      const outcomes = (await app.audit()).flatMap(({ body }) => (body.type === 'finished' ? [body.outcome] : []));
      expect(outcomes.at(-1)).toBe('PLAN_DRIFT');
      // Nothing printed, nothing ended: nothing ran.
      for (const run of await app.call('runs.list', {}))
        expect(run.end).toMatchObject({
          reason: 'failed',
          exit_code: null,
          stdout: { bytes: 0 },
          stderr: { bytes: 0 },
        });
      // The yes is gone with it.
      if (!mutation.asksAgain) return;
      const again = agent.call(tool, input).catch(() => undefined);
      const next = await app.nextCard();
      expect(next.id).not.toBe(card.id);
      await app.call('approvals.deny', { id: next.id, digest: next.digest });
      await again;
    });
  });
});
