/** Sage at work, where its image was built: 4.6 GB, so only for who asks with COUNTERSIGN_TEST_SAGE=1. */
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Agent, modernAgent } from '../../../../test/agents.ts';
import { openTestHost, type TestHost } from '../../../../test/open-test-host.ts';

let app: TestHost;
let agent: Agent;
beforeEach(async () => {
  app = await openTestHost({
    policy: `version: 1
targets:
  - { hosts: [203.0.113.7], ports: [31337] }
solvers: { verdict: allow, network: none, languages: { sage: {} } }
`,
  });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const SOURCE = `p = next_prime(2^40)
E = EllipticCurve(GF(p), [2, 3])
P = E.gens()[0]
print(factor(91), discrete_log(123456789 * P, P, operation='+') == 123456789 % P.order())
print(matrix(ZZ, [[1, 0, 331], [0, 1, 303], [0, 0, 457]]).LLL())
`;

describe.skipIf(!inject('hasEngine') || process.env.COUNTERSIGN_TEST_SAGE !== '1')('a Sage solver', () => {
  it('computes on a curve and reduces a lattice within the limits that a solver usually has', async () => {
    const { value } = await agent.call('run_solver_fallback', {
      ...{ target: { host: '203.0.113.7', port: 31_337 }, language: 'sage', timeout_seconds: 60 },
      sandbox_failure: { attempted: true, reason: 'no Sage there' },
      local_validation: { solved_locally: true, summary: 'works on paper' },
      ...{ files: [{ path: 'solve.sage', content: SOURCE }], entrypoint: 'solve.sage' },
    });
    expect(value).toMatchObject({ ok: true, stderr: '' });
    expect(value.stdout).toBe('7 * 13 True\n[  0   3  -5]\n[ -6  -1  -4]\n[  5 -10  -4]\n');
  }, 120_000);
});
