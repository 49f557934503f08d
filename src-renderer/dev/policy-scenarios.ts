/** Worlds to look at the policy editor in. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { clientOf, requestId } from '../fake-host/fixtures.ts';
import { ago, type Scenario } from './moments.ts';

const policyText = `# What agents may do on this machine.
version: 1
commands:
  git:
    executable: /usr/bin/git
    rules:
      # Looking is free.
      - verdict: allow
        args: ["status|log|diff", "..."]
        flags: { "--oneline": none, "-n": "<int:1-1000>" }
      - verdict: ask
        args: [push, "..."]
        because: publishes commits
        examples: { match: [[git, push], [git, push, origin, main]], not_match: [[git, log]] }
      - verdict: deny
        args: [filter-branch, "..."]
        because: rewrites history
  npm:
    # Tests and lint only; anything else is asked.
    executable: /usr/bin/npm
    rules:
      - verdict: allow
        args: [test]
      - verdict: allow
        args: [run, lint]
        expires: "2026-01-31"
      - verdict: ask
        args: ["..."]
        because: may run scripts of packages
  df: { executable: /usr/bin/df, allowed_prefixes: [-h] }
  python3.11:
    executable: /usr/bin/python3.11
    requires_confirmation: true
paths:
  read: [~/code/**]
  write: [~/code/**]
  blocked: ["**/.env", "**/.ssh/**"]
`.replace('allowed_prefixes: [-h]', 'rules: [{ verdict: allow, args: [] }]');

function offer(world: FakeHost['world']): void {
  world.packs = [
    {
      ...{
        id: 'node',
        title: 'A Node project',
        sentence: 'Tests and lint run; installing waits for you.',
        missing: [],
      },
      text: 'commands:\n  node:\n    executable: /usr/bin/node\n    rules:\n      - verdict: ask\n        args: ["<path:read>", "..."]\n        because: runs a script\n',
    },
    {
      ...{
        id: 'docker',
        title: 'Docker, to look',
        sentence: 'Lists and logs; nothing is started or stopped.',
        text: '',
      },
      missing: ['docker'],
    },
  ];
  world.imported = {
    text: 'version: 1\ncommands:\n  git:\n    executable: /usr/bin/git\n    rules: []\n  make:\n    executable: /usr/bin/make\n    rules:\n      - verdict: ask\n        args: ["..."]\n',
    notes: [
      { kind: 'translated', from: 'Bash(make:*)', to: 'make with any arguments', because: 'It names one program.' },
      { kind: 'tightened', from: 'allow Bash(make:*)', to: 'ask', because: 'make runs whatever its file says.' },
      {
        kind: 'left-out',
        from: 'Bash(curl * | sh)',
        to: null,
        because: 'A pipe needs a shell, and there is none here.',
      },
    ],
    problems: [],
  };
}

async function policy({ world }: FakeHost): Promise<void> {
  world.clients = [clientOf('Claude Code'), clientOf('Cursor')];
  world.policyText = policyText;
  const versions = [
    policyText,
    policyText.replace(
      '      - verdict: deny\n        args: [filter-branch, "..."]\n        because: rewrites history\n',
      '',
    ),
    policyText.replace('because: publishes commits\n', 'because: it shows\n').replace('"status|log|diff"', 'status'),
    'version: 1\n',
  ];
  const says = [
    ['anna via browser', 'history is never rewritten here'],
    ['outside the app', null],
    ['anna via terminal', 'first rules for git'],
    ['starter', null],
  ] as const;
  world.policyVersions = versions.map((text, index) => ({
    ...{ text, version: versions.length - index, at: ago(3600 * (index * index * 9 + 1)) },
    ...{ by: says[index]?.[0] ?? '', why: says[index]?.[1] ?? null },
  }));
  world.why = {
    verdict: 'ask',
    rule: { id: 'commands.git.rules[1]', file: '/home/anna/.config/countersign/policy.yaml', line: 11 },
    lost: [
      {
        rule: { id: 'commands.git.rules[0]', file: '/home/anna/.config/countersign/policy.yaml', line: 8 },
        because: 'Its first word is status, log or diff.',
      },
    ],
    reasons: ['publishes commits'],
    hint: 'A person is asked. Say why in “reason”.',
  };
  const change = (n: number, summary: string, before: 'allow' | 'ask', after: 'ask' | 'deny') => ({
    ...{
      request: requestId(n),
      at: ago(n * 400),
      client: n % 2 === 0 ? 'Cursor' : 'Claude Code',
      summary,
      before,
      after,
    },
    ...{ tool: 'execute_command', rule: null },
  });
  offer(world);
  world.replay = {
    replayed: 498,
    skipped: 2,
    changed: [
      change(1, 'npm install zod', 'ask', 'deny'),
      change(2, 'npm run dev', 'ask', 'deny'),
      change(3, 'git push origin fix/login', 'allow', 'ask'),
    ],
  };
}

async function problems(host: FakeHost): Promise<void> {
  await policy(host);
  const { world } = host;
  world.policyText = policyText
    .replace('    executable: /usr/bin/npm\n', '    executable: /usr/bin/npm\n    time_out: 120\n')
    .replace('"<int:1-1000>"', '"<int:1000-1>"');
  world.status = { ...world.status, policy: { ...world.status.policy, state: 'last-good' } };
}

async function outside(host: FakeHost): Promise<void> {
  await policy(host);
  const { world } = host;
  world.outside = {
    text: policyText.replace('- verdict: ask\n        args: [push', '- verdict: allow\n        args: [push'),
    seen_at: ago(40),
  };
  world.status = { ...world.status, policy: { ...world.status.policy, state: 'last-good', outside_change: true } };
}

async function many(host: FakeHost): Promise<void> {
  await policy(host);
  const command = (n: number): string =>
    `  tool${n}:\n    executable: /usr/bin/tool${n}\n    rules:\n${Array.from({ length: 20 }, (_, at) => `      - verdict: ${['allow', 'ask', 'deny'][at % 3]}\n        args: [do-${at}, "..."]\n        because: reason ${at} of tool ${n}\n`).join('')}`;
  host.world.policyText = `version: 1\ncommands:\n${Array.from({ length: 500 }, (_, n) => command(n)).join('')}`;
}

async function empty({ world }: FakeHost): Promise<void> {
  world.policyText = '';
}

async function none(host: FakeHost): Promise<void> {
  await problems(host);
  const { world } = host;
  const gone = [
    {
      line: 0,
      column: 0,
      message: '/home/anna/.config/countersign/policy.yaml is gone. Put it back, or write a new one.',
    },
  ];
  world.policyText = '';
  world.status = { ...world.status, policy: { ...world.status.policy, state: 'none', version: 0, problems: gone } };
}

async function undrafted(host: FakeHost): Promise<void> {
  await policy(host);
  host.fail('policy.draft', new HostError('UNREACHABLE', 'Countersign does not answer. Is it still running?'));
}

export const policyScenarios: Readonly<Record<string, Scenario>> = {
  policy,
  'policy-problems': problems,
  'policy-outside': outside,
  'policy-many': many,
  'policy-empty': empty,
  'policy-none': none,
  'policy-unread': undrafted,
};
