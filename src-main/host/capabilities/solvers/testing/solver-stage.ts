/** Where solvers are tried through the whole road: official clients, the real policy, a person's answer, real containers. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, inject } from 'vitest';
import { type Agent, modernAgent } from '../../../../../test/agents.ts';
import { TEST_IMAGE } from '../../../../../test/base-image.ts';
import { openTestHost, type TestHost } from '../../../../../test/open-test-host.ts';

export const IMAGE = TEST_IMAGE;
export const withEngine = describe.skipIf(!inject('hasEngine'));

export const policyWith = (
  solvers: string,
  targets = '  - { hosts: [203.0.113.7], ports: [31337] }',
): string => `version: 1
targets:
${targets}
solvers:
  network: none
  languages: { python: { image: "${IMAGE}" } }
${solvers}
`;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Arguments of `run_solver_fallback` that are good, with changes. */
export const order = (source: string, more: object = {}) => ({
  target: { host: '203.0.113.7', port: 31_337 },
  sandbox_failure: { attempted: true, reason: 'no route to the target' },
  local_validation: { solved_locally: true, summary: 'prints the flag of a local copy', solver_sha256: sha256(source) },
  files: [{ path: 'solve.py', content: source }],
  ...more,
});

/** Good for a package of any files. */
export const unhashed = { local_validation: { solved_locally: true, summary: 'works' } };

export interface SolverStage {
  readonly app: TestHost;
  readonly agent: Agent;
  run(source: string, more?: object): Promise<Readonly<Record<string, unknown>>>;
}

/** A host and an agent of its own for each test of the file; the policy allows solvers without asking. */
export function solverStage(): SolverStage {
  let app: TestHost;
  let agent: Agent;
  beforeEach(async () => {
    app = await openTestHost({ policy: policyWith('  verdict: allow') });
    agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  });
  afterEach(async () => {
    await agent.close();
    await app.close();
  });
  return {
    get app() {
      return app;
    },
    get agent() {
      return agent;
    },
    run: async (source, more = {}) => (await agent.call('run_solver_fallback', order(source, more))).value,
  };
}
