/** A solver's plan as the capability makes it, for tests of what comes after. */
import { Plan, type SolverPlan } from '#shared/model/index.ts';
import { solverArgv } from '#shared/policy/index.ts';

const target = { host: '203.0.113.7', port: 31_337, protocol: 'tcp', addresses: ['203.0.113.7'] } as const;

const container = {
  image: { name: 'countersign/runner-python:local', id: `sha256:${'a'.repeat(64)}` },
  env: { CTF_HOST: '203-0-113-7.target', CTF_PORT: '31337' },
  workingDir: '/work',
  files: [{ path: 'solve.py', sha256: 'b'.repeat(64), bytes: 100 }],
  user: '1000:1000',
  runtime: 'runc',
  cpus: 1,
  scratchBytes: 1_000_000,
  egress: [target],
  limits: {
    wallMs: 30_000,
    outputBytes: 1_000_000,
    memoryBytes: 512_000_000,
    pids: 128,
    cpuMs: null,
    openFiles: 256,
    fileBytes: null,
  },
};

export function solverPlanFor(
  change: Partial<SolverPlan> = {},
  spec: Partial<SolverPlan['container']> = {},
): SolverPlan {
  const plan = Plan.parse({
    kind: 'solver',
    language: 'python',
    entrypoint: 'solve.py',
    args: [],
    target,
    package: { sha256: 'c'.repeat(64), bytes: 100 },
    validated: { claimed: 'c'.repeat(64), covers: 'package' },
    claims: {
      sandboxFailure: { reason: 'no route to host', attemptedAt: null, errorExcerpt: null, commandSummary: null },
      localValidation: { summary: 'prints the flag of a local copy' },
    },
    envFromAgent: [],
    derivedFrom: null,
    ...change,
    container: {
      ...container,
      argv: solverArgv(change.language ?? 'python', change.entrypoint ?? 'solve.py', change.args ?? []),
      ...spec,
    },
  });
  if (plan.kind !== 'solver') throw new Error('expected a solver');
  return plan;
}
