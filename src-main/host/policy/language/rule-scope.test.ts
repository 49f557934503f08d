import { describe, expect, it } from 'vitest';
import { ask, loadPolicy, NOW_MS, planFor, policyWith, problemsOf } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';

const verdictFor = (entry: string, argv: readonly string[], client: string, cwd = '/home/anna/code'): string =>
  decide(
    planFor(argv, { cwd: { path: cwd, device: '1', inode: '1' } }),
    { name: client, claims: null },
    loadPolicy(policyWith(entry)),
    NOW_MS,
  ).verdict;

describe('a rule for certain clients', () => {
  const entry =
    'rules:\n  - { verdict: allow, args: [go], clients: [Cursor] }\n  - { verdict: deny, args: [stop], clients: [codex] }\n  - { verdict: allow, args: [stop] }';

  it('counts for them alone, in whatever case', () => {
    expect(verdictFor(entry, ['tool', 'go'], 'cursor')).toBe('allow');
    expect(verdictFor(entry, ['tool', 'go'], 'other')).toBe('deny');
    expect(verdictFor(entry, ['tool', 'stop'], 'Codex')).toBe('deny');
    expect(verdictFor(entry, ['tool', 'stop'], 'cursor')).toBe('allow');
  });

  it('is not spoken of to the others', () => {
    const { hint } = ask(loadPolicy(policyWith(entry)), ['nothing']);
    expect(hint).toContain('stop');
    expect(hint).not.toContain('go');
  });
});

describe('a rule for certain folders', () => {
  const entry =
    'rules:\n  - { verdict: allow, args: [go], cwd: [/home/anna/code/app/**] }\n  - { verdict: ask, args: [build], cwd: [/home/anna/code/live/**] }\n  - { verdict: allow, args: [build] }';

  it('counts there alone', () => {
    expect(verdictFor(entry, ['tool', 'go'], 'x', '/home/anna/code/app')).toBe('allow');
    expect(verdictFor(entry, ['tool', 'go'], 'x', '/home/anna/code')).toBe('deny');
    expect(verdictFor(entry, ['tool', 'build'], 'x', '/home/anna/code/live/x')).toBe('ask');
    expect(verdictFor(entry, ['tool', 'build'], 'x', '/home/anna/code/app')).toBe('allow');
  });

  it('gives its terms to what runs there', () => {
    const policy = loadPolicy(
      policyWith(
        'rules:\n  - { verdict: allow, args: [go], cwd: [/home/anna/code/app/**], limits: { output_bytes: 5kB } }\n  - { verdict: allow, args: ["..."] }',
      ),
    );
    const client = { name: 'x', claims: null };
    expect(policy.commandTerms(['tool', 'go'], client, '/home/anna/code/app')?.outputBytes).toBe(5000);
    expect(policy.commandTerms(['tool', 'go'], client, '/home/anna/code')?.outputBytes).toBe(10_485_760);
  });
});

describe('a flag that may stand once', () => {
  const policy = loadPolicy(
    policyWith(
      'rules:\n  - { verdict: allow, args: [], once: ["-v", "-n", "--out", "--color"], flags: { "-v": none, "-q": none, "-n": "<int:1-9>", "--out": "<text>", "--color=": "a|b" } }',
    ),
  );

  it.each([
    [['-v', '-q', '-q'], 'allow'],
    [['-vq', '-n5', '--out', 'x', '--color=a'], 'allow'],
    [['-v', '-v'], 'ask'],
    [['-vv'], 'ask'],
    [['-vq', '-qv'], 'ask'],
    [['-n', '1', '-n2'], 'ask'],
    [['--out=x', '--out', 'y'], 'ask'],
    [['--color=a', '--color=b'], 'ask'],
  ])('%j is %s', (args, verdict) => expect(ask(policy, args).verdict).toBe(verdict));

  it('must be a flag of the rule', () => {
    const [problem] = problemsOf(
      policyWith('rules:\n  - { verdict: allow, args: [], once: ["-x"], flags: { "-v": none } }'),
    );
    expect(problem).toContain('is not among the flags of the rule');
  });
});

describe('terms of a rule', () => {
  const client = { name: 'x', claims: null };
  const terms = (rule: string) =>
    loadPolicy(policyWith(`rules:\n  - { verdict: allow, args: [], ${rule} }`)).commandTerms(['tool'], client);

  it('stand in for the command’s', () => {
    expect(terms('sandbox: strict')).toMatchObject({ sandbox: 'strict', network: false });
    expect(terms('sandbox: strict, network: true')).toMatchObject({ sandbox: 'strict', network: true });
    expect(terms('limits: { max_timeout: 10s, output_bytes: 1MB }')).toMatchObject({
      wallMs: 10_000,
      maxWallMs: 10_000,
      outputBytes: 1_000_000,
    });
  });

  it.each([
    ['sandbox: off, network: false', 'the network can only be taken away inside a sandbox'],
    ['timeout: 20s, limits: { max_timeout: 10s }', 'longer than the rule’s max_timeout'],
    ['cwd: []', 'without “cwd” the rule counts in every folder'],
    ['clients: []', 'without “clients” the rule is for all'],
  ])('that contradict each other are refused: %s', (rule, problem) => {
    expect(problemsOf(policyWith(`rules:\n  - { verdict: allow, args: [], ${rule} }`)).join()).toContain(problem);
  });
});

describe('<path:exec>', () => {
  const entry = 'rules:\n  - { verdict: allow, args: ["<path:exec>"] }';

  it('asks until the script is pinned in the plan, and denies one that may not be read', () => {
    const pinned = { named: 'x', path: '/home/anna/code/run.sh', device: '1', inode: '1', sha256: 'b'.repeat(64) };
    const policy = loadPolicy(policyWith(entry));
    expect(ask(policy, ['run.sh']).verdict).toBe('ask');
    expect(
      ask(policy, ['run.sh'], {
        operands: [
          planFor(['tool']).executable,
          { ...planFor(['tool']).executable, ...pinned, sha256: planFor(['tool']).executable.sha256 },
        ],
      }).verdict,
    ).toBe('allow');
    expect(ask(policy, ['/etc/run.sh']).verdict).toBe('deny');
  });
});
