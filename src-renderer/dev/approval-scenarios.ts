/** Worlds in which requests wait, in every shape. */
import type { Approval, Plan } from '#shared/model/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import {
  approvalOf,
  askVerdict,
  clientOf,
  commandPlan,
  fakeHash,
  home,
  runOf,
  sessionId,
} from '../fake-host/fixtures.ts';
import { ago, at, claude, cursor, inTime, policyPath, push } from './moments.ts';

/** A small policy, for rules to be added to. */
export const policyText = `version: 1
commands:
  npm:
    executable: /usr/bin/npm
    requires_confirmation: true
paths:
  read: [~/code/**]
  write: [~/code/**]
`;

export async function waiting(host: FakeHost): Promise<void> {
  host.world.clients = [
    clientOf('Claude Code', { claims: 'claude-code 2.1' }),
    clientOf('Cursor', { claims: 'cursor-vscode 2.3.1' }),
    clientOf('Claude', { connections: 0 }),
  ];
  host.world.approvals = [
    await approvalOf(1, push, {
      agent_reason:
        'Rebased the branch onto main to drop the leaked key from history; the remote needs the rewritten commits.',
    }),
    await approvalOf(
      2,
      commandPlan(['npm', 'install', 'zod@4.6.7'], {
        ...at('website'),
        envFromAgent: ['CI'],
        env: { CI: '1', HOME: home, PATH: '/usr/bin:/bin' },
      }),
      {
        client: cursor,
        asked_at: ago(12),
        expires_at: inTime(250),
        verdict: askVerdict('npm install may run scripts of packages.', 22, 'commands.npm.requires_confirmation'),
      },
    ),
    await approvalOf(
      3,
      commandPlan(['python3', 'solve.py', '--host', 'pwn.lab.example'], {
        ...at('ctf'),
        stdin: { sha256: fakeHash('77aa'), bytes: 2140 },
        operands: [
          {
            named: 'solve.py',
            path: `${home}/code/ctf/solve.py`,
            device: '2049',
            inode: '88',
            sha256: fakeHash('c0de'),
          },
        ],
      }),
      {
        client: claude,
        asked_at: ago(5),
        expires_at: inTime(571),
        verdict: askVerdict('python3 runs whatever the script says.', 31, 'commands.python3.requires_confirmation'),
      },
    ),
    ...(await earlier()),
  ];
  host.world.policyText = policyText;
  host.world.stdin = 'flag = b"\\x00"\nfor line in open("words"):\n    print(line)\n';
  host.world.runs = [await runOf(9, commandPlan(['npm', 'test'], at('website')), { client: cursor })];
}

export async function earlier(): Promise<Approval[]> {
  const by = { answered_by: 'anna via browser' };
  return [
    await approvalOf(11, commandPlan(['npm', 'install', 'zod@4.6.7'], at('website')), {
      client: cursor,
      state: 'approved',
      asked_at: ago(700),
      answered_at: ago(690),
      ...by,
    }),
    await approvalOf(12, commandPlan(['curl', 'https://paste.example/x.sh']), {
      state: 'denied',
      asked_at: ago(1500),
      answered_at: ago(1480),
      because: 'Fetch it from the project’s own mirror.',
      ...by,
    }),
    await approvalOf(13, commandPlan(['docker', 'system', 'prune', '-af']), {
      state: 'expired',
      asked_at: ago(4000),
      answered_at: ago(3400),
    }),
    await approvalOf(14, commandPlan(['git', 'push']), {
      state: 'requester_gone',
      asked_at: ago(9000),
      answered_at: ago(8990),
    }),
  ];
}

export async function hidden(host: FakeHost): Promise<void> {
  await waiting(host);
  const plan = commandPlan(
    [
      'git',
      'commit',
      '-m',
      'Fix login\n\nSee \u202egnp.exe\u202c and\u200b more',
      '',
      ' padded  ',
      `x${' '.repeat(120)}; rm -rf ~`,
      'https://аpi.example/–force',
      '\u001b]8;;https://evil.test\u0007ok',
    ],
    { envFromAgent: ['GIT_AUTHOR_NAME'], env: { GIT_AUTHOR_NAME: 'anna\u00ad', HOME: home, PATH: '/usr/bin:/bin' } },
  );
  host.world.approvals = [
    await approvalOf(20, plan, {
      asked_at: ago(60),
      agent_reason: 'Just a commit.\n\n\n\nNothing \u202eto see\u202c here.',
    }),
    ...host.world.approvals,
  ];
}

export async function long(host: FakeHost): Promise<void> {
  await waiting(host);
  const files = Array.from(
    { length: 240 },
    (_, n) => `src/features/some-feature-${n}/components/very-long-file-name-number-${n}.test.tsx`,
  );
  host.world.approvals = [
    await approvalOf(21, commandPlan(['prettier', '--write', ...files, `--ignore-path=${'a'.repeat(900)}`]), {
      asked_at: ago(60),
    }),
    ...host.world.approvals,
  ];
}

export async function kinds(host: FakeHost): Promise<void> {
  await waiting(host);
  const create: Plan = {
    kind: 'session.create',
    folderFrom: 'request',
    workingDir: { path: `${home}/code/api-server`, device: '1', inode: '2' },
    env: { NODE_ENV: 'test' },
  };
  const kill: Plan = { kind: 'session.kill', session: sessionId(3), force: true };
  host.world.approvals = [
    await approvalOf(31, create, {
      tool: 'create_session',
      asked_at: ago(90),
      verdict: {
        ...askVerdict('Sessions are asked.', 0),
        rule: { id: 'builtin.session-roots', file: null, line: 0 },
        lost: [{ rule: { id: 'commands.git', file: policyPath, line: 8 }, because: 'It is about commands.' }],
      },
    }),
    await approvalOf(32, kill, { tool: 'kill_session', asked_at: ago(80) }),
    ...host.world.approvals,
  ];
}

export async function many(host: FakeHost): Promise<void> {
  await waiting(host);
  const cards: Approval[] = [];
  for (let n = 100; n < 1100; n += 1) {
    cards.push(
      await approvalOf(
        n,
        commandPlan(['git', 'push', `origin`, `feature-${n}`]),
        n < 140
          ? { asked_at: ago(n) }
          : { state: 'approved', asked_at: ago(n * 60), answered_at: ago(n * 60 - 9), answered_by: 'anna via browser' },
      ),
    );
  }
  host.world.approvals = cards;
}

/** Seven of a kind, one of high risk, a client that floods and one that rests. */
export async function alike(host: FakeHost): Promise<void> {
  await waiting(host);
  const group = 'claude-push';
  const branches = ['login', 'search', 'billing', 'docs', 'retry', 'flags', 'cache'];
  host.world.approvals = [
    ...(await Promise.all(
      branches.map((branch, n) =>
        approvalOf(60 + n, commandPlan(['git', 'push', 'origin', `feature/${branch}`]), {
          group,
          asked_at: ago(140 - n * 9),
          expires_at: inTime(460 - n * 20),
          repeats: n === 0 ? 3 : 0,
          peer: {
            ...{ pid: 48_213, program: '/usr/local/bin/claude', name: 'claude', user: 'anna' },
            ...{ started_at: ago(7_900), via: 'connection' },
          },
          agent_reason: n === 0 ? 'Each fix is on a branch of its own, to be reviewed apart.' : null,
        }),
      ),
    )),
    await approvalOf(70, commandPlan(['terraform', 'apply', '-auto-approve'], at('infra')), {
      client: cursor,
      risk: 'high',
      asked_at: ago(30),
      verdict: askVerdict('Changes machines that people depend on.', 40, 'commands.terraform.rules[2]'),
    }),
    ...host.world.approvals,
  ];
  host.world.status = {
    ...host.world.status,
    attention: {
      flooding: [{ client: 'Claude Code', waiting: 50, refused: 312 }],
      quiet: [{ client: 'Nightly', until: inTime(240) }],
    },
  };
}

/** Ended cards that have more to say. */
export async function ended(host: FakeHost): Promise<void> {
  const by = { answered_by: 'anna via browser', answered_at: ago(40) };
  host.world.clients = [clientOf('Claude Code')];
  host.world.approvals = [
    await approvalOf(81, push, {
      state: 'approved',
      ...by,
      scope: 'exact',
      lifetime: 'once',
      drift: ['deploy.sh contains something else now', 'the folder ~/code/api-server was replaced by another'],
    }),
    await approvalOf(82, commandPlan(['npm', 'publish']), { state: 'requester_gone', answered_at: ago(60) }),
    await approvalOf(83, commandPlan(['npm', 'publish', '--dry-run']), {
      state: 'requester_gone',
      answered_at: ago(70),
      preapproved_until: inTime(401),
    }),
    await approvalOf(84, commandPlan(['make', 'deploy']), {
      state: 'approved',
      ...by,
      scope: 'rule',
      lifetime: 'hour',
      note: 'Only while the release is on.',
    }),
    await approvalOf(85, commandPlan(['docker', 'system', 'prune']), { state: 'expired', answered_at: ago(600) }),
  ];
}
