import { describe, expect, it } from 'vitest';
import { loadPolicy } from '#host/policy/fixtures/load-policy.ts';
import { Refused, type SolverPlan } from '#shared/model/index.ts';
import { planSolver, releaseFiles } from './plan-solver.ts';
import { readOrder } from './read-order.ts';
import { inputWith, type Known, NEVER, planningWith } from './testing/planning.ts';

const POLICY = `version: 1
targets:
  - { hosts: [203.0.113.7, chall.example.org], ports: [31337] }
`;
const policy = loadPolicy(POLICY).solvers;
const noArtifact = async (): Promise<never> => {
  throw new Refused('REQUEST_INVALID', { message: 'no artifacts here' });
};

async function planned(
  change: Readonly<Record<string, unknown>> = {},
  parts: Known = planningWith(),
): Promise<SolverPlan> {
  return planSolver(parts, await readOrder(inputWith(change), policy.package, noArtifact), policy, NEVER);
}

const codeOf = async (change: Readonly<Record<string, unknown>>, parts?: Known): Promise<string> => {
  try {
    await planned(change, parts);
    return 'planned';
  } catch (error) {
    if (error instanceof Refused) return `${error.refusal.code}: ${error.message}`;
    throw error;
  }
};

describe('a plan', () => {
  it('pins everything that would run', async () => {
    const parts = planningWith();
    const plan = await planned({ args: ['-v', 'a b'], env: { MODE: 'x' }, timeout_seconds: 12 }, parts);
    expect(plan.container).toMatchObject({
      image: { name: 'countersign/runner-python:local' },
      argv: ['/usr/bin/python3', '/work/solve.py', '-v', 'a b'],
      env: {
        MODE: 'x',
        CTF_HOST: '203-0-113-7.target',
        CTF_PORT: '31337',
        TARGET_HOST: '203-0-113-7.target',
        TARGET_PORT: '31337',
      },
      user: '1000:1000',
      egress: [{ host: '203.0.113.7', port: 31_337, protocol: 'tcp', addresses: ['203.0.113.7'] }],
      limits: { wallMs: 12_000, memoryBytes: 512_000_000, pids: 128 },
    });
    expect(plan.envFromAgent).toEqual(['MODE']);
    expect(parts.content.size).toBe(1);
    await releaseFiles(parts.content, plan.container.files);
    expect(parts.content.size).toBe(0);
  });

  it('holds nothing of this machine’s own environment', async () => {
    const { container } = await planned();
    const values = Object.values(container.env);
    for (const name of ['HOME', 'USER', 'PATH', 'NODE_OPTIONS']) {
      const own = process.env[name];
      if (own !== undefined && own.length > 4)
        expect([name, values.includes(own) && name !== 'PATH']).toEqual([name, false]);
    }
    expect(Object.keys(container.env)).not.toContain('USER');
  });

  it('that is refused leaves nothing in the content store', async () => {
    const parts = planningWith();
    for (const change of [
      { language: 'bash' },
      { entrypoint: 'x.py' },
      { target: { host: '8.8.8.8', port: 1 } },
      { timeout_seconds: 99 },
    ]) {
      expect(await codeOf(change, parts)).not.toBe('planned');
    }
    expect(parts.content.size).toBe(0);
  });

  it('runs 30 seconds unless asked otherwise, and 60 at most', async () => {
    expect((await planned()).container.limits.wallMs).toBe(30_000);
    expect((await planned({ timeout_seconds: 60 })).container.limits.wallMs).toBe(60_000);
    for (const seconds of [0, -1, 60.001, 1e9]) {
      expect(await codeOf({ timeout_seconds: seconds })).toMatch(
        /^TIMEOUT_INVALID: timeout_seconds is .+, and more than 0 and at most 60/u,
      );
    }
  });

  it('takes 16 arguments of 200 characters, and no more', async () => {
    expect((await planned({ args: Array.from({ length: 16 }, () => 'x'.repeat(200)) })).args).toHaveLength(16);
    expect(await codeOf({ args: Array.from({ length: 17 }, () => 'x') })).toContain('at most 16 are taken');
    expect(await codeOf({ args: ['x'.repeat(201)] })).toContain('at most 200 are taken');
    expect(await codeOf({ args: ['a\0b'] })).toContain('no text');
    expect(await codeOf({ args: ['\ud800'] })).toContain('no text');
  });
});

describe('N12: an entry point that is something else', () => {
  it.each(['-c', '-m', '--version', '-', '-/x.py'])(
    '%j is never an option, although such a file came',
    async (path) => {
      const files = [
        { path, content: 'x' },
        { path: 'solve.py', content: 'x' },
      ];
      expect(await codeOf({ files, entrypoint: path, args: ['import os'] })).toMatch(/^REQUEST_INVALID/u);
    },
  );

  it('a file called -c beside it stays a file', async () => {
    const { container } = await planned({
      files: [
        { path: '-c', content: 'x' },
        { path: 'solve.py', content: 'x' },
      ],
    });
    expect(container.argv).toEqual(['/usr/bin/python3', '/work/solve.py']);
  });

  it('must be in the package, letter for letter', async () => {
    for (const entrypoint of [
      '',
      'SOLVE.py',
      './solve.py',
      'solve.py ',
      '../solve.py',
      '/work/solve.py',
      '/etc/passwd',
      'solve.py\0',
    ]) {
      expect([entrypoint, await codeOf({ entrypoint })]).toEqual([
        entrypoint,
        expect.stringContaining('is not in the package'),
      ]);
    }
  });

  it.each(['bash', 'sh', 'Python', 'python3', 'node', '', 'constructor', '__proto__', 'python\0'])(
    'the language %j has no runner',
    async (language) => {
      expect(await codeOf({ language })).toMatch(/^LANGUAGE_UNKNOWN: .* Expected one of python, pwn, sage, forensics/u);
    },
  );
});

describe('N12: variables that change what runs', () => {
  it.each([
    'LD_PRELOAD',
    'ld_preload',
    'PATH',
    'PYTHONPATH',
    'PYTHONSTARTUP',
    'BASH_ENV',
    'HOME',
    'NODE_OPTIONS',
    'GIT_SSH_COMMAND',
  ])('%s cannot be set', async (name) => {
    expect(await codeOf({ env: { [name]: 'x' } })).toContain('so it cannot be set');
  });

  it.each(['CTF_HOST', 'CTF_PORT', 'TARGET_HOST', 'TARGET_PORT', 'ctf_host'])(
    '%s is Countersign’s to set',
    async (name) => {
      expect(await codeOf({ env: { [name]: '127.0.0.1' } })).toContain('is set by Countersign');
    },
  );

  it.each(['', 'A=B', 'A B', '1A', 'Ä', 'A\0', 'A-B', 'x'.repeat(65)])('%j is no name', async (name) => {
    expect(await codeOf({ env: { [name]: 'x' } })).toContain('is no name of a variable');
  });

  it('nor can there be very many, or very long ones', async () => {
    expect(await codeOf({ env: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`V${at}`, ''])) })).toContain(
      'at most 32',
    );
    expect(await codeOf({ env: { A: 'x'.repeat(4097) } })).toContain('longer than 4096');
    expect(await codeOf({ env: { A: 'a\0b' } })).toContain('no text');
  });
});

describe('N2: evidence', () => {
  const validation = { solved_locally: true, summary: 'works' };
  it.each([
    ['that nothing was tried', { sandbox_failure: { attempted: false, reason: 'lazy' } }],
    ['without a reason', { sandbox_failure: { attempted: true, reason: ' \n\u200b…' } }],
    ['that nothing was solved', { local_validation: { ...validation, solved_locally: false } }],
    ['without a summary', { local_validation: { ...validation, summary: '--' } }],
    ['with another package’s hash', { local_validation: { ...validation, solver_sha256: 'a'.repeat(64) } }],
    ['with a hash that is none', { local_validation: { ...validation, solver_sha256: 'yes' } }],
  ])('%s is not enough', async (_what, change) => {
    expect(await codeOf(change)).toMatch(/^EVIDENCE_MISSING/u);
  });

  it('stays the agent’s claim in the plan, beside what was checked', async () => {
    const plan = await planned();
    expect(plan.claims.localValidation).toEqual({ summary: 'prints the flag of a local copy' });
    expect(plan.validated).toEqual({ claimed: null, covers: 'nothing' });
    const again = await planned({ local_validation: { ...validation, solver_sha256: plan.package.sha256 } });
    expect(again.validated).toEqual({ claimed: plan.package.sha256, covers: 'package' });
  });
});

describe('N4: names', () => {
  const target = { host: 'chall.example.org', port: 31_337 };

  it('are looked up once for a plan, and pinned in it', async () => {
    const parts = planningWith({ 'chall.example.org': ['8.8.8.8', '2606:4700::1', '8.8.8.8'] });
    const plan = await planned({ target }, parts);
    expect(parts.asked).toEqual(['chall.example.org']);
    expect(plan.target.addresses).toEqual(['8.8.8.8', '2606:4700::1']);
    expect(plan.container.egress).toEqual([plan.target]);
    expect(plan.container.env).toMatchObject({ CTF_HOST: 'chall.example.org' });
  });

  it('that nobody listed are not looked up: nothing leaves through them', async () => {
    const parts = planningWith();
    for (const host of ['secret-data.evil.example', 'chall.example.org.evil.example', 'x.chall.example.org']) {
      expect(await codeOf({ target: { host, port: 31_337 } }, parts)).toMatch(/^TARGET_DENIED/u);
    }
    expect(await codeOf({ target: { ...target, port: 22 } }, parts)).toMatch(/^TARGET_DENIED/u);
    expect(parts.asked).toEqual([]);
  });

  it.each([['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['::ffff:169.254.169.254'], ['fe80::1%eth0'], ['not an address']])(
    'that lead to %j are denied',
    async (...addresses) => {
      expect(await codeOf({ target }, planningWith({ 'chall.example.org': addresses }))).toMatch(/^TARGET_DENIED/u);
    },
  );

  it('that cannot be looked up, or stand for too much, are refused', async () => {
    expect(await codeOf({ target }, planningWith({ 'chall.example.org': new Error('SERVFAIL') }))).toMatch(
      /^TARGET_UNRESOLVED/u,
    );
    expect(await codeOf({ target }, planningWith({ 'chall.example.org': [] }))).toMatch(/^TARGET_DENIED/u);
    const many = Array.from({ length: 17 }, (_, at) => `8.8.8.${at + 1}`);
    expect(await codeOf({ target }, planningWith({ 'chall.example.org': many }))).toMatch(/^TARGET_DENIED/u);
  });
});
