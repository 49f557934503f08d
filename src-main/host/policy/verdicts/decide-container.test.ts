import { describe, expect, it } from 'vitest';
import { Plan, type SolverPlan } from '#shared/model/index.ts';
import { probePlanFor, solverPlanFor } from '../../../../test/solver-plans.ts';
import { loadPolicy, NOW_MS, problemsOf } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';
import { refitContainer } from '../solvers/refit-container.ts';

const policyOf = (solvers = '', more = '') =>
  loadPolicy(`version: 1
targets:
  - { hosts: [203.0.113.7, chall.example.org], ports: [31337] }
solvers:
  max_timeout: 60s
${solvers}
${more}`);
const plain = policyOf();
const verdictOf = (plan: Plan, policy = plain, name = 'anna') => decide(plan, { name, claims: null }, policy, NOW_MS);

describe('a solver', () => {
  it('asks a person unless the policy says otherwise', () => {
    expect(verdictOf(solverPlanFor())).toMatchObject({
      verdict: 'ask',
      rule: { id: 'solvers.languages.python' },
      reasons: ['The agent’s own program would run, in a container.'],
    });
    expect(verdictOf(solverPlanFor(), loadPolicy('version: 1')).verdict).toBe('deny');
    expect(verdictOf(solverPlanFor(), policyOf('  verdict: allow')).verdict).toBe('allow');
    expect(verdictOf(solverPlanFor(), policyOf('  verdict: deny')).verdict).toBe('deny');
  });

  it('is decided by its language first, and a list of languages is the whole list', () => {
    const listed = policyOf('  verdict: allow\n  languages: { python: { verdict: ask }, pwn: {} }');
    const pwn = { image: { ...solverPlanFor().container.image, name: 'countersign/runner-pwn:local' } };
    expect(verdictOf(solverPlanFor(), listed).verdict).toBe('ask');
    expect(verdictOf(solverPlanFor({ language: 'pwn' }, pwn), listed).verdict).toBe('allow');
    expect(verdictOf(solverPlanFor({ language: 'sage' }), listed)).toMatchObject({
      verdict: 'deny',
      hint: 'Listed: python, pwn.',
    });
    expect(verdictOf(solverPlanFor(), policyOf('  languages: {}')).verdict).toBe('deny');
  });

  it('asks, and is never allowed at once, with characters that do not show', () => {
    const allow = policyOf('  verdict: allow');
    expect(verdictOf(solverPlanFor({ args: ['a\u202eb'] }), allow).verdict).toBe('ask');
    expect(verdictOf(solverPlanFor({ args: ['ab'] }), allow).verdict).toBe('allow');
  });

  it('can be held tighter for one client, never looser', () => {
    const policy = policyOf('  verdict: allow', 'clients: { Cursor: { solvers: deny }, careful: { solvers: ask } }');
    expect(verdictOf(solverPlanFor(), policy, 'cursor')).toMatchObject({
      verdict: 'deny',
      rule: { id: 'clients.Cursor.solvers' },
    });
    expect(verdictOf(solverPlanFor(), policy, 'careful').verdict).toBe('ask');
    expect(verdictOf(solverPlanFor(), policy, 'other').verdict).toBe('allow');
    expect(verdictOf(probePlanFor(), policy, 'Cursor').verdict).toBe('deny');
  });

  const other = { host: 'chall.example.org', port: 31_337, protocol: 'tcp', addresses: ['8.8.8.8'] } as const;
  const { container } = solverPlanFor();
  const { limits } = container;
  it.each<[string, Partial<SolverPlan>, Partial<SolverPlan['container']>]>([
    ['another image', {}, { image: { ...container.image, name: 'evil:latest' } }],
    ['more time', {}, { limits: { ...limits, wallMs: 60_001 } }],
    ['more memory', {}, { limits: { ...limits, memoryBytes: 512_000_001 } }],
    ['no memory limit', {}, { limits: { ...limits, memoryBytes: null } }],
    ['no process limit', {}, { limits: { ...limits, pids: null } }],
    ['more processors', {}, { cpus: 2 }],
    ['more space', {}, { scratchBytes: 1e9 }],
    ['more output', {}, { limits: { ...limits, outputBytes: 1_000_001 } }],
    ['a way out to somebody else', {}, { egress: [other] }],
    ['a second way out', {}, { egress: [...container.egress, other] }],
    [
      'a way out to another address of the target',
      {},
      { egress: [{ ...solverPlanFor().target, addresses: ['203.0.113.7', '203.0.113.8'] }] },
    ],
    ['another port', {}, { egress: [{ ...solverPlanFor().target, port: 22 }] }],
    ['an interpreter of its own', {}, { argv: ['/bin/sh', '-c', 'id'] }],
    ['an option before the entry point', {}, { argv: ['/usr/bin/python3', '-c', '/work/solve.py'] }],
    ['arguments that the plan does not name', {}, { argv: ['/usr/bin/python3', '/work/solve.py', '-x'] }],
    ['an entry point outside the package', { entrypoint: 'other.py' }, {}],
    [
      'too many files',
      {},
      {
        files: Array.from({ length: 201 }, (_, at) => ({
          path: at === 0 ? 'solve.py' : `f${at}`,
          sha256: container.files[0]?.sha256 as never,
          bytes: 1,
        })),
      },
    ],
    [
      'a file that is too large',
      {},
      { files: [{ ...container.files[0], path: 'solve.py', bytes: 3_000_001 } as never] },
    ],
    ['LD_PRELOAD', { envFromAgent: ['LD_PRELOAD'] }, { env: { LD_PRELOAD: 'x' } }],
    ['CTF_HOST of the agent’s choice', { envFromAgent: ['CTF_HOST'] }, {}],
  ])('that has %s is denied: such a plan is not made here', (_what, change, spec) => {
    expect(verdictOf(solverPlanFor(change, spec), policyOf('  verdict: allow')).verdict).toBe('deny');
  });

  it('without a network where the policy gives none has no way out', () => {
    const none = policyOf('  network: none\n  verdict: allow');
    expect(verdictOf(solverPlanFor(), none).verdict).toBe('deny');
    expect(verdictOf(solverPlanFor({}, { egress: [] }), none).verdict).toBe('allow');
  });

  it('in a runner that must be gVisor is denied on the bare kernel', () => {
    const guarded = policyOf('  runtime: runsc\n  verdict: allow');
    expect(verdictOf(solverPlanFor(), guarded).verdict).toBe('deny');
    expect(verdictOf(solverPlanFor({}, { runtime: 'runsc' }), guarded).verdict).toBe('allow');
  });

  it('in a runner that must have a second wall is denied without one, for all languages or the one that says so', () => {
    const walled = policyOf('  firewall: iptables\n  verdict: allow');
    expect(verdictOf(solverPlanFor(), walled).verdict).toBe('deny');
    expect(verdictOf(solverPlanFor({}, { firewall: 'iptables' }), walled).verdict).toBe('allow');
    const python = policyOf('  verdict: allow\n  languages: { python: { firewall: iptables } }');
    expect(verdictOf(solverPlanFor(), python).verdict).toBe('deny');
  });

  it('whose plan is from before there was a second wall is read as one without', () => {
    const { firewall: _, ...container } = solverPlanFor().container;
    const plan = Plan.parse(JSON.parse(JSON.stringify({ ...solverPlanFor(), container })));
    expect(plan).toEqual(solverPlanFor());
    expect(verdictOf(plan, policyOf('  verdict: allow')).verdict).toBe('allow');
    const walled = policyOf('  firewall: iptables\n  verdict: allow');
    expect(verdictOf(plan, walled).verdict).toBe('deny');
    const refitted = plan.kind === 'solver' ? refitContainer(plan, walled.solvers) : plan;
    expect(refitted).toMatchObject({ container: { firewall: 'iptables' } });
    expect(verdictOf(refitted, walled).verdict).toBe('allow');
  });
});

describe('a probe', () => {
  it('asks a person unless the policy says otherwise, and its target must be listed for probes', () => {
    expect(verdictOf(probePlanFor())).toMatchObject({ verdict: 'ask', rule: { id: 'solvers.probe' } });
    expect(verdictOf(probePlanFor(), policyOf('  probe: allow')).verdict).toBe('allow');
    const solversAlone = loadPolicy('version: 1\ntargets: [{ hosts: [203.0.113.7], ports: [31337], for: [solvers] }]');
    expect(verdictOf(probePlanFor(), solversAlone).verdict).toBe('deny');
  });
});

describe('the section', () => {
  it.each([
    ['verdict: maybe', 'expected'],
    ['memory: lots', 'expected a size'],
    ['pids: 0', 'expected'],
    ['runtime: host', 'expected'],
    ['network: host', 'expected'],
    ['languages: { bash: {} }', 'There is no “bash” here'],
    ['languages: { python: { image: "-x" } }', 'expected an image'],
    ['languages: { python: { privileged: true } }', 'There is no “privileged” here'],
    ['dns: [resolver.example.org]', 'expected the address of a name server'],
  ])('refuses %s', (entry, problem) => {
    expect(problemsOf(`version: 1\nsolvers:\n  ${entry}\n`).join('\n')).toContain(problem);
  });
});

describe('a plan of the past, held against another policy', () => {
  it('is refitted to it: what the policy chooses does not count against the request', () => {
    const tighter = policyOf(
      '  verdict: allow\n  memory: 64MB\n  network: none\n  runtime: runsc\n  timeout: 5s\n  languages: { python: { image: "other:1" } }',
    );
    expect(verdictOf(solverPlanFor(), tighter).verdict).toBe('deny');
    const { solvers } = tighter;
    expect(verdictOf(refitContainer(solverPlanFor(), solvers), tighter).verdict).toBe('allow');
    expect(verdictOf(refitContainer(solverPlanFor({ language: 'sage' }), solvers), tighter).verdict).toBe('deny');
    expect(verdictOf(refitContainer(probePlanFor(), solvers), tighter).verdict).toBe('ask');
  });
});
