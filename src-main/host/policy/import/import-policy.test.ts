/** Each format from its text to verdicts: what was allowed stays so or asks, what is dangerous in the samples is never allowed. */
import { describe, expect, it } from 'vitest';
import type { ImportFormat } from '#shared/contract/index.ts';
import { loadPolicy } from '../fixtures/load-policy.ts';
import { fixture, imported, verdictsOf } from './fixtures/imported.ts';

type Table = Readonly<Record<'allow' | 'ask' | 'deny', readonly string[]>>;

const samples: readonly (readonly [ImportFormat, string, Table])[] = [
  [
    'gateway',
    'gateway.yaml',
    {
      allow: ['ls src', 'cat a.txt', 'uptime'],
      ask: [
        'git status',
        'git log --oneline',
        'git push',
        'make test',
        'find . -delete',
        'curl x',
        'python3 -c 1',
        'ls -l',
      ],
      deny: ['rm a', 'rm -rf /', 'sudo ls', 'mkfs /dev/sda', 'git commit', 'make install', 'cat a b c d', 'bash -c ls'],
    },
  ],
  [
    'exec-commands',
    'exec-commands.env',
    {
      allow: ['df -h src', 'wc -l a.txt', 'echo hello', 'head -n 5 a.txt', 'ping -c 3 example.org', 'uptime'],
      ask: ['ls src', 'ls -t src', 'python3 -c code', 'grep word a.txt', 'cat /var/log/app.log'],
      deny: [
        ...[
          'df -h /etc',
          'wc -l /etc/shadow',
          'wc -l ../../x',
          'head -n x a.txt',
          'ping -c 3 $(id)',
          'ping -c 99 example.org',
        ],
        ...[
          'cat /var/log/../../etc/shadow.log',
          'cat /etc/shadow',
          'python3 x.py',
          'nosuchtool x',
          'wc --files0-from=/etc/x',
        ],
      ],
    },
  ],
  ['fallback-env', 'fallback.env', { allow: [], ask: [], deny: ['python3 solve.py', 'ls', 'docker run x'] }],
  [
    'security-server',
    'security-server.yaml',
    {
      allow: [],
      ask: ['nmap -sV -p 80,443 scanme.example.org', 'nmap -T4 --open a.lab.internal'],
      deny: [
        'nmap 8.8.8.8',
        'nmap -oN /tmp/x scanme.example.org',
        'nmap evil.example',
        'nmap scanme.example.org evil.example',
        'hydra x',
        'masscan x',
        'nmap 169.254.169.254',
      ],
    },
  ],
  [
    'claude-code',
    'claude-settings.json',
    {
      allow: ['git status', 'git diff', 'git diff src', 'git push', 'git push upstream', 'npm test'],
      ask: [
        'git diff --ext-diff',
        'git commit now',
        'npm run test x',
        'curl https://example.org',
        'git push -u upstream',
      ],
      deny: [
        ...['git push --force', 'git push --force-with-lease', 'git push origin main', 'rm a', 'rm -rf /', 'sudo ls'],
        ...['git status x', 'git stash', 'ls', 'echo hi', 'make', 'npm run build', 'nosuchtool x', 'bash'],
      ],
    },
  ],
  [
    'codex',
    'codex.rules',
    {
      allow: ['git status', 'git log main', 'ls src', 'cat a.txt', 'head a.txt', 'wc a.txt'],
      ask: ['git push', 'git push origin main', 'git diff --stat', 'python3 x.py', 'python3 -c 1', 'ls -l'],
      deny: [
        'git push --force',
        'git push --force origin',
        'cat /etc/shadow',
        'rm -rf /',
        'rm a',
        'git commit',
        'git a|b',
      ],
    },
  ],
];

describe.each(samples)('the sample of %s', (format, file, table) => {
  it('compiles, and decides as the table says', async () => {
    const { text, problems } = await imported(format, fixture(file));
    expect(problems).toEqual([]);
    const verdict = verdictsOf(text);
    for (const wanted of ['allow', 'ask', 'deny'] as const) {
      expect(table[wanted].map((line) => [line, verdict(line)])).toEqual(table[wanted].map((line) => [line, wanted]));
    }
  });

  it('keeps the origin of each rule as a comment, and gives every rule a note', async () => {
    const { text, notes } = await imported(format, fixture(file));
    const rules = text.match(/^ +- verdict:/gmu) ?? [];
    const origins = text.match(/^ +# from: .+\n +- verdict:/gmu) ?? [];
    expect(origins.length).toBe(rules.length);
    const sentences = notes.filter(({ to }) => /^(?:Allow|Ask before|Deny) /u.test(to ?? ''));
    expect(sentences.length).toBeGreaterThanOrEqual(rules.length);
    expect(notes.every(({ because }) => because !== '')).toBe(true);
    expect(notes.every(({ kind, to }) => (kind === 'left-out') === (to === null))).toBe(true);
  });

  it('shows no secret', async () => {
    expect(JSON.stringify(await imported(format, fixture(file)))).not.toMatch(/very-secret-value|do not show/u);
  });

  it('gives the same for Windows line ends', async () => {
    const plain = await imported(format, fixture(file));
    const windows = await imported(format, fixture(file).replaceAll('\n', '\r\n'));
    expect(windows.text).toBe(plain.text);
  });
});

describe('notes', () => {
  const leftOut = async (format: ImportFormat, file: string): Promise<readonly string[]> =>
    (await imported(format, fixture(file))).notes.filter(({ kind }) => kind === 'left-out').map(({ from }) => from);

  it('name each key that is not known', async () => {
    expect(await leftOut('gateway', 'gateway.yaml')).toContain('telemetry: off');
    expect(await leftOut('fallback-env', 'fallback.env')).toContain('FAVOURITE_COLOUR=green');
    expect(await leftOut('claude-code', 'claude-settings.json')).toEqual(
      expect.arrayContaining(['allow: Teleport(home)', 'allow: 7', 'env: …', 'permissions.defaultMode: acceptEdits']),
    );
    expect(await leftOut('security-server', 'security-server.yaml')).toContain('tools.NmapTool.max_cidr: 1024');
  });

  it('stand for bans that need no rule', async () => {
    expect(await leftOut('gateway', 'gateway.yaml')).toEqual(
      expect.arrayContaining(['banned_commands: mkfs', 'banned_commands: sudo']),
    );
  });

  it('say what limits become, and which have no effect', async () => {
    const { text, notes } = await imported('gateway', fixture('gateway.yaml'));
    expect(text).toContain('limits: { processes: 64 }');
    expect(text).toMatch(
      /limits:\n( {2}# .*\n)? {2}memory: 536870912\n( {2}# .*\n)? {2}processes: 32\n( {2}# .*\n)? {2}cpu_time: 300\n/u,
    );
    expect(text).toMatch(/max_read_size: 10485760\n/u);
    expect(text).toContain('blocked_extensions: [ ".so" ]');
    expect(notes.find(({ from }) => from.includes('io_weight: 100'))?.kind).toBe('left-out');
  });

  it('say what targets and containers of a fallback runner become', async () => {
    const { text, notes } = await imported('fallback-env', fixture('fallback.env'));
    const about = (name: string) => notes.filter(({ from }) => from.startsWith(name)).map(({ kind, to }) => [kind, to]);
    expect(about('ALLOWED_TCP_TARGETS')).toEqual([
      ['translated', 'targets: ctf.example.org, port 31337'],
      ['translated', 'targets: 10.0.0.5, port 80'],
    ]);
    expect(about('DOCKER_MEMORY')).toEqual([['translated', 'solvers.memory: 536870912']]);
    expect(about('MAX_OUTPUT_BYTES')).toEqual([['tightened', 'solvers.output_bytes: 500000']]);
    expect(about('BLOCK_PRIVATE_IPS')).toEqual([['translated', 'always so']]);
    expect(about('DELETE_RUN_FILES_AFTER_DAYS')).toEqual([['translated', 'limits.keep_runs: 604800']]);
    expect(about('every solver')).toEqual([['tightened', 'solvers.verdict: ask']]);
    const { solvers, limits } = loadPolicy(text);
    expect(limits.keepRunsMs).toBe(7 * 86_400_000);
    const reach = (host: string, port: number) =>
      solvers.targetVerdict({ host, port, protocol: 'tcp', addresses: null, use: 'solvers' }).verdict;
    expect([reach('ctf.example.org', 31_337), reach('10.0.0.5', 80)]).toEqual(['allow', 'allow']);
    expect([reach('ctf.example.org', 80), reach('10.0.0.6', 80), reach('169.254.169.254', 80)]).toEqual([
      ...['deny', 'deny', 'deny'],
    ]);
    const wanted = { verdict: 'ask', wallMs: 30_000, maxWallMs: 60_000, memoryBytes: 512 * 1024 ** 2, pids: 128 };
    expect(solvers.terms('python')).toMatchObject({ ...wanted, outputBytes: 500_000 });
  });

  it('leave a wildcard, a range and what is no target out, and open nothing for them', async () => {
    const lines =
      'ALLOWED_TCP_TARGETS=*,*:80,ctf.example.org,x:0,x:99999,a b:1,http://x:80,[2001:db8::7]:443,x.example:1,X.example:2';
    const { text, notes } = await imported(
      'fallback-env',
      `${lines}\nDOCKER_MEMORY=lots\nDOCKER_CPUS=0\nMAX_TIMEOUT_SECONDS=-1\n`,
    );
    expect(notes.filter(({ kind }) => kind === 'left-out').map(({ from }) => from)).toEqual([
      ...['*', '*:80', 'ctf.example.org', 'x:0', 'x:99999', 'a b:1', 'http://x:80'].map(
        (entry) => `ALLOWED_TCP_TARGETS: ${entry}`,
      ),
      ...['MAX_TIMEOUT_SECONDS=-1', 'DOCKER_MEMORY=lots', 'DOCKER_CPUS=0'],
    ]);
    expect(text).toMatch(/hosts: \[ "2001:db8::7" \]\n {4}ports: \[ 443 \]/u);
    expect(text).toMatch(/hosts: \[ "x\.example" \]\n {4}ports: \[ 1, 2 \]/u);
    expect(text).not.toMatch(/^solvers:/mu);
    loadPolicy(text);
  });
});
