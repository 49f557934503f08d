/** Everything that is wrong is said, and nothing is said of what would be planned. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '#host/policy/fixtures/load-policy.ts';
import { Refused } from '#shared/model/index.ts';
import { planSolver } from '../plan-solver.ts';
import { readOrder } from '../read-order.ts';
import { inputWith, NEVER, planningWith } from '../testing/planning.ts';
import { findProblems } from './find-problems.ts';

const POLICY = `version: 1
targets:
  - { hosts: [203.0.113.7, chall.example.org], ports: [31337] }
`;
const policy = loadPolicy(POLICY).solvers;
const noArtifact = async (): Promise<never> => {
  throw new Refused('REQUEST_INVALID', { message: 'no such artifact' });
};

async function problemsOf(change: Readonly<Record<string, unknown>>, parts = planningWith()): Promise<string[]> {
  const found = await findProblems(parts, inputWith(change), policy, noArtifact, NEVER);
  return found.map(({ refusal }) => `${refusal.code}: ${refusal.message}`);
}

describe('problems of a request', () => {
  it('are all of them, each once, in the order of the arguments', async () => {
    const problems = await problemsOf({
      target: { host: '198.51.100.1', port: 1, protocol: 'tcp' },
      sandbox_failure: { attempted: false, reason: '…' },
      local_validation: { solved_locally: false, summary: '', solver_sha256: 'not one' },
      files: [
        { path: '../up', content: 'x' },
        { path: 'a.py', encoding: 'rot13', content: 'x' },
        { path: 'A.PY', encoding: 'base64', content: 'not base64!' },
        { path: 'gone', encoding: 'artifact', artifact_id: 'art_1' },
      ],
      ...{ entrypoint: '-c', args: ['x'.repeat(201), 'y'.repeat(201)], env: { LD_PRELOAD: '/x', CTF_HOST: 'y' } },
      timeout_seconds: 600,
    });
    expect(problems).toEqual([
      expect.stringMatching(/^TARGET_DENIED: .*198\.51\.100\.1/),
      expect.stringMatching(/^EVIDENCE_MISSING: sandbox_failure\.attempted/),
      expect.stringMatching(/^EVIDENCE_MISSING: sandbox_failure\.reason/),
      expect.stringMatching(/^EVIDENCE_MISSING: local_validation\.solved_locally/),
      expect.stringMatching(/^EVIDENCE_MISSING: local_validation\.summary/),
      expect.stringMatching(/^ENCODING_UNKNOWN: .*a\.py.*rot13/),
      expect.stringMatching(/^REQUEST_INVALID: .*A\.PY.* is not base64/),
      expect.stringMatching(/^REQUEST_INVALID: no such artifact/),
      expect.stringMatching(/^REQUEST_INVALID: The path “\.\.\/up”/),
      expect.stringMatching(/^REQUEST_INVALID: The package has “A\.PY” twice/),
      expect.stringMatching(/^REQUEST_INVALID: An argument has 201 characters/),
      expect.stringMatching(/^REQUEST_INVALID: The variable LD_PRELOAD/),
      expect.stringMatching(/^REQUEST_INVALID: CTF_HOST is set by Countersign/),
      expect.stringMatching(/^REQUEST_INVALID: The entry point begins with “-”/),
      expect.stringMatching(/^REQUEST_INVALID: The entry point “-c” is not in the package/),
      expect.stringMatching(/^TIMEOUT_INVALID: timeout_seconds is 600/),
    ]);
  });

  it('look nothing up that the policy does not list, and hold no more of a package than it may have', async () => {
    const parts = planningWith();
    let read = 0;
    const files = Array.from({ length: 150 }, (_, n) => ({
      path: `f${n}`,
      encoding: 'artifact',
      artifact_id: 'art_x',
    }));
    const found = await findProblems(
      parts,
      inputWith({ target: { host: 'elsewhere.example', port: 31_337 }, files, entrypoint: 'f1' }),
      policy,
      async () => {
        read += 1;
        return new Uint8Array(1_000_000);
      },
      NEVER,
    );
    expect(parts.asked).toEqual([]);
    expect(read).toBe(6);
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('elsewhere.example'),
      expect.stringContaining('The package is larger than 5 MB'),
    ]);
  });

  it('of a flood are fifty at most', async () => {
    const env = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`${n}X`, 'y']));
    expect(await problemsOf({ env })).toHaveLength(50);
  });

  it('are none exactly where a plan can be made', async () => {
    const word = fc.constantFrom('solve.py', 'a/b.py', '../x', 'A.py', 'a.py', '-c', 'out/x', '');
    const change = fc.record({
      target: fc.record({ host: fc.constantFrom('203.0.113.7', '127.0.0.1'), port: fc.constantFrom(31_337, 80) }),
      files: fc.array(
        fc.record({
          path: word,
          encoding: fc.constantFrom('text', 'base64', 'odd'),
          content: fc.constantFrom('', 'eA=='),
        }),
        { maxLength: 4 },
      ),
      entrypoint: word,
      language: fc.constantFrom('python', 'pwn', 'perl'),
      args: fc.array(fc.constantFrom('a', 'x'.repeat(300)), { maxLength: 3 }),
      env: fc.constantFrom({}, { MODE: 'x' }, { PATH: '/x' }),
      timeout_seconds: fc.constantFrom(5, 0, 61),
    });
    await fc.assert(
      fc.asyncProperty(change, async (wish) => {
        const parts = planningWith();
        const input = inputWith(wish);
        const order = readOrder(input, policy.package, noArtifact);
        const plan = await order
          .then((read) => planSolver(parts, read, policy, NEVER))
          .catch((error: unknown) => error);
        const problems = await findProblems(parts, input, policy, noArtifact, NEVER);
        if (plan instanceof Refused) expect(problems.map(({ message }) => message)).toContain(plan.message);
        else expect(problems).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
