/** A broker among rooms that do what the test says and keep a diary of each step. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import {
  type Answer,
  ApprovalId,
  type CommandPlan,
  type Outcome,
  type Plan,
  Refused,
  type RunEnd,
  type RunHandle,
  RunId,
  type Verdict,
} from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { sampleHash, samplePlan, sampleRequest, sampleVerdict } from '../../../../test/sample-plan.ts';
import { silentLog } from '../../../../test/silent-log.ts';
import { Broker } from '../broker.ts';
import type { BrokerParts } from '../journey.ts';
import type { ApprovalsRoom, Waited } from '../rooms.ts';

const APPROVED: Answer = { answer: 'approved', by: 'anna', scope: 'exact', lifetime: 'once' };
export const RUN = RunId.parse('run_20260101_000000_00000000');
/** The card that is put up where the policy asks. */
export const APPROVAL = ApprovalId.parse(`apr_${'0'.repeat(26)}`);
export const never = new AbortController().signal;
export const nobody = { patienceMs: 45_000, waiting: () => undefined, started: () => undefined };

export interface Setting {
  readonly verdicts?: readonly Verdict['verdict'][];
  readonly answer?: Waited;
  /** A yes that was given before. */
  readonly given?: { readonly by: string; readonly givenBy: string; readonly approval: ApprovalId | null };
  readonly redeems?: boolean;
  readonly paused?: boolean;
  readonly returning?: ApprovalsRoom['queue']['returning'];
  /** The step at which the log fails. */
  readonly logFailsAt?: string;
  readonly isDiskFull?: boolean;
  readonly drift?: readonly string[];
  readonly plan?: (signal: AbortSignal) => Promise<CommandPlan>;
  /** What of it goes on after the answer. */
  readonly rest?: Promise<{ readonly failed: boolean }>;
  readonly perform?: (grant: Grant<Plan>, signal: AbortSignal) => Promise<void>;
}

type Diary = string[];

/** @param setting what the rooms do; by default the policy allows and everything works */
export function openBroker(setting: Setting = {}): { readonly broker: Broker; readonly diary: Diary } {
  const diary: Diary = [];
  const verdicts = [...(setting.verdicts ?? ['allow'])];
  const write = async (step: string): Promise<void> => {
    if (setting.logFailsAt === step) throw new Refused('RECORDS_UNAVAILABLE');
    diary.push(step);
  };
  const parts: BrokerParts = {
    records: recordsFor(write, runFor(diary)),
    guards: guardsFor(setting, diary),
    policies: {
      current: () => ({ limits: { approvalTimeoutMs: 1000 } }) as CompiledPolicy,
      decide: () => sampleVerdict(verdicts.length > 1 ? (verdicts.shift() ?? 'deny') : (verdicts[0] ?? 'deny')),
    },
    approvals: approvalsFor(setting, diary, write),
    content: {
      persist: async () => {
        if (setting.isDiskFull === true) throw new Error('ENOSPC');
        diary.push('persisted');
      },
    },
    capabilities: new Map([['execute_command', capabilityFor(setting, diary)]]),
    clock: new ManualClock(),
    log: silentLog(),
  };
  return { broker: new Broker(parts), diary };
}

export const handle = (broker: Broker, signal = never): Promise<Outcome> =>
  broker.handle(sampleRequest(), nobody, signal);

function recordsFor(write: (step: string) => Promise<void>, run: RunHandle): BrokerParts['records'] {
  return {
    requested: () => write('requested'),
    decided: () => write('decided'),
    asked: () => write('asked'),
    answered: () => write('answered'),
    async started() {
      await write('started');
      return run;
    },
    finished: (_request, _run, outcome) => write(`finished ${outcome}`),
  };
}

function runFor(diary: Diary): RunHandle {
  const stats = { bytes: 0, sha256: sampleHash('0') };
  return {
    id: RUN,
    write: async () => undefined,
    keepChange: async () => undefined,
    excerpt: async () => ({ text: '', truncated: false }),
    async end(how): Promise<RunEnd> {
      diary.push(`run ${how.reason}${how.error === null ? '' : `: ${how.error}`}`);
      return { usage: null, ...how, duration_ms: 0, stdout: stats, stderr: stats, dropped_bytes: 0 };
    },
  };
}

function guardsFor(setting: Setting, diary: Diary): BrokerParts['guards'] {
  return {
    admit: async () => ({
      stepAside: () => undefined,
      stepBack: async () => undefined,
      [Symbol.dispose]: () => void diary.push('left'),
    }),
    waitAside: () => ({ [Symbol.dispose]: () => undefined }),
    refusePaused: () => {
      if (setting.paused === true) throw new Refused('PAUSED');
    },
  };
}

function approvalsFor(
  setting: Setting,
  diary: Diary,
  write: (step: string) => Promise<void>,
): BrokerParts['approvals'] {
  return {
    queue: {
      ask: () => ({ id: APPROVAL, isNew: true }),
      withdraw: async () => void diary.push('card taken down'),
      async wait(_id, signal) {
        const answer = signal.aborted ? ({ answer: 'requester_gone' } as const) : (setting.answer ?? APPROVED);
        if (answer.answer !== 'pending') await write('answered');
        return answer;
      },
      park: () => true,
      returning: (client, id) => setting.returning?.(client, id),
    },
    permits: {
      use: async () => setting.given,
      redeem: () => setting.redeems ?? true,
      drifted: (_id, drift) => void diary.push(`drift: ${drift.join(', ')}`),
    },
  };
}

function capabilityFor(setting: Setting, diary: Diary): Capability {
  return {
    tool: {
      ...{ name: 'execute_command', title: '', description: '', input: z.unknown(), output: z.object({}) },
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    transcriptBytes: () => null,
    plan: async (_request, _input, _policy, signal) => setting.plan?.(signal) ?? samplePlan(),
    describe: () => 'Run git push',
    drift: async () => setting.drift ?? [],
    release: async () => void diary.push('released'),
    async perform(grant, _run, _request, signal) {
      if (setting.perform !== undefined) await setting.perform(grant, signal);
      else await Grant.redeem(grant);
      diary.push('performed');
      return { output: { ok: true }, failed: false, ...(setting.rest === undefined ? {} : { rest: setting.rest }) };
    },
  };
}
