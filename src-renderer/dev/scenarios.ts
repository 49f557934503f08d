/** Worlds to look at the app in: each fills a fake host. */

import { HostError } from '#shared/contract/index.ts';
import type { Approval, Plan, RecordBody, TranscriptChunk } from '#shared/model/index.ts';
import type { FakeHost } from '../client/fake-host.ts';
import {
  approvalId,
  approvalOf,
  askVerdict,
  chunksOf,
  clientOf,
  commandPlan,
  endOf,
  fakeHash,
  home,
  recordOf,
  requestId,
  runId,
  runOf,
  sessionId,
} from '../client/fixtures.ts';

export type Scenario = (host: FakeHost) => Promise<void>;

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const inTime = (seconds: number): string => ago(-seconds);
const at = (folder: string) => ({ cwd: { path: `${home}/code/${folder}`, device: '2049', inode: '77' } });
const cursor = { name: 'Cursor', claims: 'cursor-vscode 2.3.1' };
const claude = { name: 'Claude', claims: 'claude-ai 0.9' };

const push = commandPlan(['git', 'push', '--force', 'origin', 'main']);
const policyPath = `${home}/.config/countersign/policy.yaml`;

async function waiting(host: FakeHost): Promise<void> {
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
  host.world.stdin = 'flag = b"\\x00"\nfor line in open("words"):\n    print(line)\n';
  host.world.runs = [await runOf(9, commandPlan(['npm', 'test'], at('website')), { client: cursor })];
}

async function earlier(): Promise<Approval[]> {
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

async function hidden(host: FakeHost): Promise<void> {
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

async function long(host: FakeHost): Promise<void> {
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

async function kinds(host: FakeHost): Promise<void> {
  await waiting(host);
  const create: Plan = {
    kind: 'session.create',
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

async function empty(host: FakeHost): Promise<void> {
  host.world.clients = [clientOf('Claude Code')];
}

async function loading(host: FakeHost): Promise<void> {
  for (const name of ['approvals.list', 'runs.list', 'audit.list', 'clients.list', 'policy.read'] as const)
    host.fail(name, 'hang');
}

async function failed(host: FakeHost): Promise<void> {
  const error = new HostError('INTERNAL', 'The index could not be read: database disk image is malformed.');
  for (const name of ['approvals.list', 'runs.list', 'audit.list', 'clients.list', 'policy.read'] as const)
    host.fail(name, error);
}

async function lost(host: FakeHost): Promise<void> {
  await waiting(host);
  setTimeout(() => host.link('lost'), 300);
}

const esc = '\u001b[';
const solver: readonly TranscriptChunk[] = chunksOf([
  [0, 'stdout', `[*] Opening connection to pwn.lab.example on port 31337: ${esc}32mDone${esc}0m\n`],
  [212, 'stdout', '[*] leak: 0x7f21c3a5d8c0\n'],
  [215, 'stdout', '[*] libc base: 0x7f21c3870000\n'],
  [1840, 'stderr', `${esc}33mwarning:${esc}0m retrying stage 2 (1/3)\n`],
  [2410, 'stdout', 'progress 10%\rprogress 55%\rprogress 100%\n'],
  [5120, 'stdout', '\u001b]8;;https://evil.test/\u0007click here\u001b]8;;\u0007 <img src=x onerror=alert(1)>\n'],
  [6902, 'stdout', 'token=•••(github token) \u202eDENIED\u202c\n'],
  [
    6977,
    'stdout',
    `${esc}1mFLAG{a-flag-would-be-here}${esc}0m  ${esc}38;5;208morange${esc}0m ${esc}44;97mon blue${esc}0m ${esc}7mreverse${esc}0m\n`,
  ],
]);

async function runs(host: FakeHost): Promise<void> {
  await waiting(host);
  const live = await runOf(40, commandPlan(['python3', 'solve.py', '--host', 'pwn.lab.example'], at('ctf')), {
    client: claude,
    approval: approvalId(11),
    approved_by: 'anna via browser',
    started_at: ago(7),
    end: null,
  });
  const noisy = await runOf(39, commandPlan(['npm', 'test'], at('website')), {
    client: cursor,
    started_at: ago(300),
    end: endOf({ dropped_bytes: 3_200_000, stdout: { bytes: 4_310_000, sha256: fakeHash('aa') } }),
  });
  host.world.runs = [
    live,
    noisy,
    await runOf(38, commandPlan(['npx', 'tsc', '--noEmit']), {
      started_at: ago(900),
      end: endOf({ exit_code: 1, duration_ms: 2140 }),
    }),
    await runOf(37, commandPlan(['npm', 'run', 'dev']), {
      started_at: ago(1200),
      end: endOf({ reason: 'timed_out', exit_code: null, signal: 'SIGTERM', duration_ms: 30_000 }),
    }),
    await runOf(36, commandPlan(['make', 'deploy']), {
      started_at: ago(90_000),
      end: endOf({ reason: 'failed', exit_code: null, error: 'spawn make ENOENT', duration_ms: 3 }),
    }),
    await runOf(35, commandPlan(['sleep', '600']), {
      started_at: ago(200_000),
      end: endOf({ reason: 'stopped', exit_code: null, signal: 'SIGTERM', duration_ms: 65_000 }),
    }),
  ];
  host.world.transcripts.set(runId(40), solver);
  host.world.transcripts.set(runId(39), manyLines(10_000));
  host.world.transcripts.set(
    runId(38),
    chunksOf([
      [
        900,
        'stdout',
        `src/app.ts(3,7): ${esc}31merror${esc}0m TS2322: Type 'string' is not assignable to type 'number'.\n`,
      ],
      [2100, 'stderr', 'Found 1 error.\n'],
    ]),
  );
  let seq = solver.length;
  const timer = setInterval(() => {
    host.print(runId(40), [
      {
        seq,
        at_ms: 7000 + seq * 100,
        stream: seq % 5 === 0 ? 'stderr' : 'stdout',
        text: `[*] trying offset ${seq * 8}\n`,
        gap_bytes: 0,
      },
    ]);
    seq += 1;
    if (seq > 40) clearInterval(timer);
  }, 60);
}

function manyLines(count: number): readonly TranscriptChunk[] {
  const chunks: TranscriptChunk[] = [];
  for (let seq = 0; seq < count / 25; seq += 1) {
    const text = Array.from(
      { length: 25 },
      (_, n) =>
        ` ${esc}32m✓${esc}39m src/part-${seq}/file-${n}.test.ts ${esc}2m(${(n % 7) + 1} tests)${esc}22m ${n * 3 + 1}${esc}2m ms${esc}22m\n`,
    ).join('');
    chunks.push({ seq, at_ms: seq * 90, stream: 'stdout', text, gap_bytes: seq === 200 ? 3_200_000 : 0 });
  }
  return chunks;
}

async function audit(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.records = Array.from({ length: 10_000 }, (_, n) => recordOf(n + 8235, bodyOf(n))).reverse();
}

function bodyOf(n: number): RecordBody {
  const request = requestId(Math.floor(n / 6));
  const digest = push.executable.sha256;
  const bodies: readonly RecordBody[] = [
    {
      type: 'requested',
      request,
      client: n % 12 < 6 ? 'Claude Code' : 'Cursor',
      claims: 'claude-code 2.1',
      tool: 'execute_command',
      input: { argv: push.argv },
      agent_reason: null,
    },
    {
      type: 'decided',
      request,
      plan: push,
      digest,
      verdict:
        n % 18 === 1
          ? { verdict: 'deny', rule: null, lost: [], reasons: [], hint: null }
          : askVerdict('Publishes commits.', 14),
    },
    { type: 'asked', request, approval: approvalId(11), digest },
    {
      type: 'answered',
      request,
      approval: approvalId(11),
      digest,
      answer: n % 4 === 3 ? 'denied' : 'approved',
      by: 'anna via browser',
      scope: 'exact',
      lifetime: 'once',
      because: n % 4 === 3 ? 'Not on a Friday' : null,
    },
    { type: 'started', request, run: runId(39), digest },
    n % 30 === 5
      ? { type: 'house', event: 'knock-refused', detail: { host: 'evil.test', status: 403 } }
      : { type: 'finished', request, run: runId(39), outcome: n % 5 === 0 ? 'tool-failed' : 'ok', message: null },
  ];
  return bodies[n % 6] ?? { type: 'house', event: 'host-started', detail: {} };
}

async function firstStart(host: FakeHost): Promise<void> {
  host.world.status = { ...host.world.status, clients_connected: 0 };
}

const policyText = `version: 1
commands:
  git:
    executable: /usr/bin/git
    allowed_prefixes: [[status], [log], [diff]]
    requires_confirmation:
      - prefix: [push]
        because: Publishes commits.
  npm:
    # Tests and lint only; anything else is asked.
    executable: /usr/bin/npm
    time_out: 120
    allowed_prefixes: [[test], [run, lint]]
paths:
  read: [~/code/**]
  write: [~/code/**]
  blocked: ["**/.env", "**/.ssh/**"]
`;

async function policy(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.policyText = policyText;
}

async function policyProblems(host: FakeHost): Promise<void> {
  await policy(host);
  host.world.status = {
    ...host.world.status,
    policy: {
      ...host.world.status.policy,
      state: 'last-good',
      problems: [
        {
          line: 12,
          column: 5,
          message: 'There is no “time_out”. Did you mean “timeout”? The last good version stays in force.',
        },
        { line: 15, column: 10, message: 'Expected an absolute path or one that starts with ~/, got "code/**".' },
      ],
    },
  };
}

async function many(host: FakeHost): Promise<void> {
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

async function clients(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.clients = [
    ...host.world.clients,
    clientOf('VS Code', { last_seen_at: null, connections: 0 }),
    clientOf('Old laptop', { revoked: true, connections: 0 }),
  ];
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  waiting,
  hidden,
  long,
  kinds,
  empty,
  loading,
  failed,
  lost,
  runs,
  audit,
  clients,
  policy,
  many,
  'first-start': firstStart,
  'policy-problems': policyProblems,
};
