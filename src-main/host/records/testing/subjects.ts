/** What a run, a request and its steps look like, for tests. */
import {
  type ApprovalId,
  ApprovalId as ApprovalIdSchema,
  type CommandPlan,
  NO_OTHER_LIMITS,
  type Request,
  RequestId,
  type RunSubject,
  Sha256,
  type Verdict,
} from '#shared/model/index.ts';

export const digest = Sha256.parse('d'.repeat(64));
export const approvalId: ApprovalId = ApprovalIdSchema.parse(`apr_${'0'.repeat(26)}`);

export const request: Request = {
  id: RequestId.parse(`req_${'0'.repeat(26)}`),
  client: { name: 'Claude', claims: 'claude 1.0' },
  tool: 'execute_command',
  input: { command: ['git', 'push'], token: 'hunter2' },
  agentReason: 'to publish',
  connection: 'c1',
};

export const verdict: Verdict = {
  verdict: 'allow',
  rule: { id: 'commands.git.rules[0]', file: '/policy.yaml', line: 3 },
  lost: [],
  reasons: [],
  hint: null,
};

export const commandPlan = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): CommandPlan => ({
  kind: 'command',
  command: argv[0] ?? '',
  executable: { named: '/usr/bin/git', path: '/usr/bin/git', device: '1', inode: '2', sha256: digest },
  argv,
  operands: [],
  session: null,
  cwd: { path: '/home/anna', device: '1', inode: '3' },
  env,
  envFromAgent: [],
  stdin: null,
  sandbox: 'off',
  confinement: null,
  network: true,
  limits: { wallMs: 1000, outputBytes: 1000, ...NO_OTHER_LIMITS },
});

export const subject = (changes: Partial<RunSubject> = {}): RunSubject => ({
  request,
  plan: commandPlan(['git', 'push']),
  digest,
  verdict,
  summary: 'Run git push in /home/anna',
  approval: null,
  approvedBy: null,
  keepsTranscript: true,
  outputBytes: 1_000_000,
  ...changes,
});

/** How a program that did well ends. */
export const exited = { reason: 'exited', exit_code: 0, signal: null, error: null } as const;
