/** A command plan and what goes with it, for tests of rooms that pass plans on without looking inside. */
import { freshId } from '#host/storage/index.ts';
import {
  type Approval,
  ApprovalId,
  type CommandPlan,
  NO_OTHER_LIMITS,
  type Request,
  RequestId,
  Sha256,
  type Verdict,
} from '#shared/model/index.ts';

export const sampleHash = (digit: string): Sha256 => Sha256.parse(digit.repeat(64));

export function samplePlan(change: Partial<CommandPlan> = {}): CommandPlan {
  return {
    kind: 'command',
    command: 'git',
    executable: { named: '/usr/bin/git', path: '/usr/bin/git', device: '1', inode: '2', sha256: sampleHash('a') },
    argv: ['git', 'push', 'origin', 'main'],
    operands: [],
    session: null,
    cwd: { path: '/home/anna/proj', device: '1', inode: '3' },
    env: { PATH: '/usr/bin', HOME: '/home/anna' },
    envFromAgent: [],
    stdin: null,
    sandbox: 'off',
    confinement: null,
    network: true,
    limits: { wallMs: 30_000, outputBytes: 1_000_000, ...NO_OTHER_LIMITS },
    ...change,
  };
}

export function sampleRequest(change: Partial<Request> = {}): Request {
  return {
    id: RequestId.parse(freshId('req_')),
    client: { name: 'Claude', claims: 'claude-code 2.1' },
    tool: 'execute_command',
    input: {},
    agentReason: null,
    connection: 'c1',
    ...change,
  };
}

export const sampleVerdict = (verdict: Verdict['verdict']): Verdict => ({
  verdict,
  rule: { id: 'commands.git.rules[0]', file: '/p/policy.yaml', line: 4 },
  lost: [],
  reasons: ['publishes commits'],
  hint: null,
});

export const sampleApproval = (change: Partial<Approval> = {}): Approval => ({
  id: ApprovalId.parse(freshId('apr_')),
  state: 'pending',
  request: RequestId.parse(freshId('req_')),
  client: { name: 'Claude', claims: 'claude-code 2.1' },
  tool: 'execute_command',
  summary: 'Run git push origin main in /home/anna/proj',
  plan: samplePlan(),
  digest: sampleHash('d'),
  verdict: sampleVerdict('ask'),
  agent_reason: null,
  asked_at: '2026-01-02T03:04:05.000Z',
  expires_at: '2026-01-02T03:14:05.000Z',
  ...{ answered_at: null, answered_by: null, because: null, note: null, scope: null, lifetime: null },
  ...{ risk: 'medium', group: '', peer: null, repeats: 0, preapproved_until: null, drift: null },
  ...change,
});
