/** A client that gives up while the runtime of its container is being tried. */
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '#host/policy/fixtures/load-policy.ts';
import { Refused } from '#shared/model/index.ts';
import type { SolverPolicy } from '#shared/policy/index.ts';
import { planSolver } from './plan-solver.ts';
import { planProbe } from './probe/plan-probe.ts';
import { findProblems } from './questions/find-problems.ts';
import { readOrder } from './read-order.ts';
import { inputWith, planningWith } from './testing/planning.ts';

const policy: SolverPolicy = loadPolicy(`version: 1
targets:
  - { hosts: [203.0.113.7], ports: [31337] }
solvers: { runtime: runsc }
`).solvers;
const noArtifact = async (): Promise<never> => {
  throw new Refused('REQUEST_INVALID', { message: 'no artifacts here' });
};
const target = { host: '203.0.113.7', port: 31_337, protocol: 'tcp' } as const;

/** Parts in which a runtime is tried for as long as somebody waits, and who gives up as soon as it is. */
function givingUp() {
  const client = new AbortController();
  const parts = planningWith();
  const tried: string[] = [];
  const engine: typeof parts.engine = {
    ...parts.engine,
    holdRuntime: (runtime, _image, signal) =>
      new Promise((_resolve, reject) => {
        tried.push(runtime);
        signal.addEventListener('abort', () => reject(new Refused('CANCELLED')), { once: true });
        client.abort();
      }),
  };
  return { parts: { ...parts, engine }, tried, signal: client.signal };
}

describe('who gives up while a runtime is tried', () => {
  it.each([
    [
      'with a solver',
      async ({ parts, signal }: ReturnType<typeof givingUp>) =>
        planSolver(parts, await readOrder(inputWith(), policy.package, noArtifact), policy, signal),
    ],
    ['with a probe', ({ parts, signal }) => planProbe(parts, { target, tls: null, reason: 'x' }, policy, signal)],
    [
      'with a question about a solver',
      ({ parts, signal }) => findProblems(parts, inputWith(), policy, noArtifact, signal),
    ],
  ])('%s, is let go, and nothing is kept', async (_what, plan) => {
    const stage = givingUp();
    await expect(plan(stage)).rejects.toMatchObject({ refusal: { code: 'CANCELLED' } });
    expect([stage.tried, stage.parts.content.size]).toEqual([['runsc'], 0]);
  });
});
