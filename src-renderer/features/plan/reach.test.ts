import { describe, expect, it } from 'vitest';
import { commandPlan, fakeHash, home, sessionId } from '#renderer/fake-host/fixtures.ts';
import { limitsWords, networkWords, sandboxWords } from '#shared/text/index.ts';
import { reachOf } from './reach.ts';
import { environmentWords, headline, planLine } from './words.ts';

const texts = (...plan: Parameters<typeof reachOf>): string[] => reachOf(...plan).map(({ text }) => text);

describe('the reach of a plan', () => {
  it('of a command without a sandbox is said', () => {
    expect(texts(commandPlan(['true']))).toEqual(['no sandbox', 'can reach the network']);
    expect(texts(commandPlan(['true'], { sandbox: 'strict', network: false }))).toEqual([]);
  });

  it('counts variables, scripts and input of the agent’s', () => {
    const script = { named: 'x.py', path: '/x.py', device: '1', inode: '1', sha256: fakeHash('aa') };
    const plan = commandPlan(['python3', 'x.py'], {
      sandbox: 'workspace',
      network: false,
      envFromAgent: ['A', 'B'],
      env: { A: '1', B: '2' },
      stdin: { sha256: fakeHash('bb'), bytes: 3 },
      operands: [script],
    });
    expect(texts(plan)).toEqual(['sets 2 variables', 'reads standard input', 'runs 1 script']);
  });

  it('puts hidden characters first and hot, wherever the agent put them', () => {
    const [first] = reachOf(commandPlan(['git', 'a\u202eb'], { env: { X: '\u200b\u200b' }, envFromAgent: ['X'] }));
    expect(first).toEqual({ text: 'contains 3 hidden characters', hot: true });
    expect(reachOf(commandPlan(['gіt']))[0]).toEqual({ text: 'contains look-alike letters', hot: true });
  });

  it('does not call a newline in a commit message hidden', () => {
    expect(texts(commandPlan(['git', 'commit', '-m', 'One\n\nTwo'], { sandbox: 'strict', network: false }))).toEqual(
      [],
    );
  });

  it('of session plans is their own', () => {
    expect(texts({ kind: 'session.list' })).toEqual([]);
    expect(texts({ kind: 'session.kill', session: sessionId(1), force: true })).toEqual(['ends what runs in it']);
    const workingDir = { path: '/x', device: '1', inode: '1' };
    expect(texts({ kind: 'session.create', workingDir, env: { A: '1' } })).toEqual(['asks to set 1 variable']);
  });
});

describe('a plan in words', () => {
  it('says sandbox, network, environment and limits', () => {
    const plan = commandPlan(['true'], { envFromAgent: ['LANG'] });
    expect(sandboxWords(plan)).toBe('none: runs as you, with all your files');
    expect(networkWords(plan)).toBe('not limited: can reach any address');
    expect(networkWords({ ...plan, network: false })).toBe('none');
    expect(environmentWords(plan)).toBe('5 set, 1 from the agent');
    expect(
      limitsWords({ ...plan.limits, wallMs: 30_000, outputBytes: 1_000_000, memoryBytes: 512_000_000, pids: 32 }),
    ).toBe('ends after 30 s · 512 MB memory · 32 processes · keeps 1 MB of output');
  });

  it('keeps the arguments of its line apart', () => {
    expect(planLine(commandPlan(['git', 'commit', '-m', 'a b']), home)).toBe("git commit -m 'a b'");
  });

  it('shortens the folder at the end of the sentence and nothing else', () => {
    const plan = commandPlan(['ls', `${home}/code/api-server`]);
    const summary = `Run ls ${home}/code/api-server in ${home}/code/api-server`;
    expect(headline(summary, plan, home)).toBe(`Run ls ${home}/code/api-server in ~/code/api-server`);
  });

  it('says how many arguments a long command has rather than cutting it off', () => {
    const argv = ['prettier', '--write', ...Array.from({ length: 98 }, (_, n) => `file-${n}.ts`)];
    const plan = commandPlan(argv);
    expect(headline(`Run ${argv.join(' ')} in ${plan.cwd.path}`, plan, home)).toBe(
      'Run prettier --write file-0.ts file-1.ts and 96 more arguments in ~/code/api-server',
    );
    const odd = commandPlan(['git', 'push', 'a\u202eb']);
    expect(headline('x', odd, home)).toBe('Run git push and 1 more argument in ~/code/api-server');
  });
});
