/** Plans, cards, runs and records for the fake host. For development and tests only; nothing in the app imports this. */
import { planDigest } from '#renderer/features/plan/plan-digest.ts';
import {
  type Approval,
  ApprovalId,
  type AuditRecord,
  type ClientInfo,
  type CommandPlan,
  isFilePlan,
  NO_OTHER_LIMITS,
  type Plan,
  type RecordBody,
  RequestId,
  type RunEnd,
  RunId,
  type RunSummary,
  SessionId,
  Sha256,
  type StandingGrant,
  StandingGrantId,
  type TranscriptChunk,
  type Verdict,
} from '#shared/model/index.ts';
import { commandLine, fileSentence, hostAndPort, houseSentence, solverQuestionWords } from '#shared/text/index.ts';

export const home = '/home/anna';
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A 26-digit id from a number, stable from run to run. */
function digits(n: number): string {
  let text = '';
  for (let rest = n * 2_654_435_761 + 12_345, i = 0; i < 8; i += 1, rest = Math.floor(rest / 32)) {
    text = (alphabet[rest % 32] ?? '0') + text;
  }
  return text.padStart(26, '0');
}

export const approvalId = (n: number): ApprovalId => ApprovalId.parse(`apr_${digits(n)}`);
export const requestId = (n: number): RequestId => RequestId.parse(`req_${digits(n)}`);
export const sessionId = (n: number): SessionId => SessionId.parse(`ses_${digits(n)}`);
export const runId = (n: number): RunId =>
  RunId.parse(`run_20260921_${String(n).padStart(6, '0')}_${n.toString(16).padStart(8, '0')}`);
/** A made-up hash with a given start. */
export const fakeHash = (start: string): Sha256 =>
  Sha256.parse(`${start}${'5a0c9d3e'.repeat(8)}`.slice(0, 60).concat('e09a'));

export function commandPlan(argv: readonly string[], changes: Partial<CommandPlan> = {}): CommandPlan {
  const name = argv[0] ?? 'true';
  const path = `/usr/bin/${name.split('/').pop() ?? name}`;
  return {
    kind: 'command',
    command: name,
    executable: { named: path, path, device: '2049', inode: '131842', sha256: fakeHash('4f1c') },
    argv,
    operands: [],
    session: sessionId(7),
    cwd: { path: `${home}/code/api-server`, device: '2049', inode: '9021' },
    env: { HOME: home, LANG: 'C.UTF-8', PATH: '/usr/local/bin:/usr/bin:/bin', TERM: 'dumb', USER: 'anna' },
    envFromAgent: [],
    stdin: null,
    sandbox: 'off',
    confinement: null,
    network: true,
    limits: { wallMs: 30_000, outputBytes: 1_000_000, ...NO_OTHER_LIMITS },
    ...changes,
  };
}

export const askVerdict = (reason: string, line: number, id = 'commands.git.requires_confirmation'): Verdict => ({
  verdict: 'ask',
  rule: { id, file: `${home}/.config/countersign/policy.yaml`, line },
  lost: [],
  reasons: [reason],
  hint: null,
});

export function summaryOf(plan: Plan): string {
  if (isFilePlan(plan)) return fileSentence(plan);
  switch (plan.kind) {
    case 'command':
      return `Run ${commandLine(plan.argv)} in ${plan.cwd.path}`;
    case 'session.create':
      return `Open a session in ${plan.workingDir.path}`;
    case 'session.list':
      return 'List its own sessions';
    case 'session.kill':
      return `End session ${plan.session}`;
    case 'policy.explain':
    case 'policy.check':
    case 'policy.capabilities':
      return 'Ask about the policy';
    case 'solver':
      return `Run ${plan.entrypoint} (${plan.language}) against ${hostAndPort(plan.target.host, plan.target.port)}`;
    case 'probe':
      return `Probe ${hostAndPort(plan.target.host, plan.target.port)} from a container`;
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return houseSentence(plan);
    case 'solver.check':
    case 'target.check':
    case 'runners':
    case 'artifact.upload':
      return solverQuestionWords(plan);
    default:
      return plan satisfies never;
  }
}

/** A card, by default one that waits. @param n makes its ids */
export async function approvalOf(
  n: number,
  plan: Plan,
  changes: Partial<Approval> = {},
  nowMs = Date.now(),
): Promise<Approval> {
  return {
    id: approvalId(n),
    state: 'pending',
    request: requestId(n),
    client: { name: 'Claude Code', claims: 'claude-code 2.1' },
    tool: 'execute_command',
    summary: summaryOf(plan),
    plan,
    digest: await planDigest(plan),
    verdict: askVerdict('Publishes commits.', 14),
    agent_reason: null,
    asked_at: new Date(nowMs - 18_000).toISOString(),
    expires_at: new Date(nowMs + 102_000).toISOString(),
    answered_at: null,
    answered_by: null,
    because: null,
    note: null,
    scope: null,
    lifetime: null,
    risk: 'medium',
    group: '',
    peer: null,
    repeats: 0,
    preapproved_until: null,
    drift: null,
    ...changes,
  };
}

export const grantId = (n: number): StandingGrantId => StandingGrantId.parse(`gra_${digits(n)}`);

/** A standing grant, by default one that counts. @param n makes its id */
export const grantOf = (n: number, changes: Partial<StandingGrant> = {}, nowMs = Date.now()): StandingGrant => ({
  id: grantId(n),
  client: 'Claude Code',
  tool: 'execute_command',
  scope: 'rule',
  lifetime: 'hour',
  summary: 'git push … in ~/code/api-server, as this rule has it',
  rule: askVerdict('', 14).rule,
  approval: approvalId(n),
  workspace: null,
  session: null,
  given_at: new Date(nowMs - 1_500_000).toISOString(),
  given_by: 'anna via browser',
  expires_at: new Date(nowMs + 2_100_000).toISOString(),
  last_used_at: new Date(nowMs - 130_000).toISOString(),
  uses: 6,
  ended: null,
  ...changes,
});

export const endOf = (changes: Partial<RunEnd> = {}): RunEnd => ({
  reason: 'exited',
  exit_code: 0,
  signal: null,
  duration_ms: 41_200,
  stdout: { bytes: 12_480, sha256: fakeHash('aa01') },
  stderr: { bytes: 340, sha256: fakeHash('bb02') },
  dropped_bytes: 0,
  usage: null,
  error: null,
  ...changes,
});

export async function runOf(
  n: number,
  plan: Plan,
  changes: Partial<RunSummary> = {},
  nowMs = Date.now(),
): Promise<RunSummary> {
  return {
    id: runId(n),
    request: requestId(n),
    client: { name: 'Claude Code', claims: 'claude-code 2.1' },
    tool: 'execute_command',
    summary: summaryOf(plan),
    plan,
    digest: await planDigest(plan),
    verdict: {
      ...askVerdict('Runs the project’s own tests.', 22, 'commands.npm.allowed_prefixes[0]'),
      verdict: 'allow',
    },
    approval: null,
    approved_by: null,
    started_at: new Date(nowMs - 60_000).toISOString(),
    end: endOf(),
    ...changes,
  };
}

export function chunksOf(
  parts: readonly (readonly [number, 'stdout' | 'stderr', string])[],
): readonly TranscriptChunk[] {
  return parts.map(([atMs, stream, text], seq) => ({ seq, at_ms: atMs, stream, text, gap_bytes: 0 }));
}

export function recordOf(seq: number, body: RecordBody, nowMs = Date.now()): AuditRecord {
  const at = new Date(nowMs - Math.max(0, 20_000 - seq) * 700).toISOString();
  return {
    seq,
    at,
    body,
    prev: fakeHash((seq - 1).toString(16).padStart(8, '0')),
    hash: fakeHash(seq.toString(16).padStart(8, '0')),
  };
}

export const clientOf = (name: string, changes: Partial<ClientInfo> = {}): ClientInfo => ({
  name,
  created_at: new Date(Date.now() - 9 * 86_400_000).toISOString(),
  last_seen_at: new Date(Date.now() - 40_000).toISOString(),
  claims: null,
  revoked: false,
  connections: 1,
  pace: { answer_within_ms: null, progress_extends: false },
  ...changes,
});
