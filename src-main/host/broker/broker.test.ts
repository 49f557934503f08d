/** The broker's order and its failures, with rooms that keep a diary. What the rooms do themselves is tested where they live. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import {
  type Answer,
  ApprovalId,
  type CommandPlan,
  type Plan,
  Refused,
  type RunEnd,
  type RunHandle,
  RunId,
  type Verdict,
} from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import { ManualClock } from '../../../test/manual-clock.ts';
import { sampleApproval, sampleHash, samplePlan, sampleRequest, sampleVerdict } from '../../../test/sample-plan.ts';
import { silentLog } from '../../../test/silent-log.ts';
import { Broker } from './broker.ts';
import { digestOf } from './digest.ts';
import type { BrokerParts } from './journey.ts';
import type { ApprovalsRoom, Waited } from './rooms.ts';

const APPROVED: Answer = { answer: 'approved', by: 'anna', scope: 'exact', lifetime: 'once' };
const RUN = RunId.parse('run_20260101_000000_00000000');
const APPROVAL = ApprovalId.parse(`apr_${'0'.repeat(26)}`);
const never = new AbortController().signal;
const nobody = { patienceMs: 45_000, waiting: () => undefined, started: () => undefined };

interface Setting {
  readonly verdicts?: readonly Verdict['verdict'][];
  readonly answer?: Waited;
  /** A yes that was given before. */
  readonly given?: { readonly by: string; readonly givenBy: string; readonly approval: ApprovalId | null };
  readonly redeems?: boolean;
  readonly paused?: boolean;
  readonly returning?: ApprovalsRoom['queue']['returning'];
  /** The step at which the log fails. */
  readonly logFailsAt?: string;
  readonly drift?: readonly string[];
  readonly plan?: () => Promise<CommandPlan>;
  readonly perform?: (grant: Grant<Plan>, signal: AbortSignal) => Promise<void>;
}

function openBroker(setting: Setting = {}) {
  const diary: string[] = [];
  const verdicts = [...(setting.verdicts ?? ['allow'])];
  const write = async (step: string): Promise<void> => {
    if (setting.logFailsAt === step) throw new Refused('RECORDS_UNAVAILABLE');
    diary.push(step);
  };
  const stats = { bytes: 0, sha256: sampleHash('0') };
  const run: RunHandle = {
    id: RUN,
    write: async () => undefined,
    keepChange: async () => undefined,
    excerpt: async () => ({ text: '', truncated: false }),
    async end(how): Promise<RunEnd> {
      diary.push(`run ${how.reason}`);
      return { usage: null, ...how, duration_ms: 0, stdout: stats, stderr: stats, dropped_bytes: 0 };
    },
  };
  const capability: Capability = {
    tool: {
      ...{ name: 'execute_command', title: '', description: '', input: z.unknown(), output: z.object({}) },
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    transcriptBytes: () => null,
    plan: setting.plan ?? (async () => samplePlan()),
    describe: () => 'Run git push',
    drift: async () => setting.drift ?? [],
    release: async () => void diary.push('released'),
    async perform(grant, _run, _request, signal) {
      if (setting.perform !== undefined) await setting.perform(grant, signal);
      else await Grant.redeem(grant);
      diary.push('performed');
      return { output: { ok: true }, failed: false };
    },
  };
  const parts: BrokerParts = {
    records: {
      requested: () => write('requested'),
      decided: () => write('decided'),
      asked: () => write('asked'),
      answered: () => write('answered'),
      async started() {
        await write('started');
        return run;
      },
      finished: (_request, _run, outcome) => write(`finished ${outcome}`),
    },
    guards: {
      admit: async () => ({
        stepAside: () => undefined,
        stepBack: async () => undefined,
        [Symbol.dispose]: () => void diary.push('left'),
      }),
      waitAside: () => ({ [Symbol.dispose]: () => undefined }),
      refusePaused: () => {
        if (setting.paused === true) throw new Refused('PAUSED');
      },
    },
    policies: {
      current: () => ({ limits: { approvalTimeoutMs: 1000 } }) as CompiledPolicy,
      decide: () => sampleVerdict(verdicts.length > 1 ? (verdicts.shift() ?? 'deny') : (verdicts[0] ?? 'deny')),
    },
    approvals: {
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
    },
    capabilities: new Map([['execute_command', capability]]),
    clock: new ManualClock(),
    log: silentLog(),
  };
  return { broker: new Broker(parts), diary };
}

const handle = (broker: Broker, signal = never) => broker.handle(sampleRequest(), nobody, signal);

describe('a request', () => {
  it('that is allowed goes through each step in order', async () => {
    const { broker, diary } = openBroker();
    expect(await handle(broker)).toMatchObject({ kind: 'done', output: { ok: true }, run: RUN, approval: null });
    expect(diary).toEqual([
      'requested',
      'decided',
      'started',
      'performed',
      'finished ok',
      'run exited',
      'released',
      'left',
    ]);
  });

  it('that is asked and approved is on record as such before it runs', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'] });
    expect(await handle(broker)).toMatchObject({ kind: 'done', approval: APPROVAL });
    expect(diary.slice(0, 5)).toEqual(['requested', 'decided', 'asked', 'answered', 'started']);
  });

  it.each([
    [{ answer: 'denied', by: 'anna', because: 'no' }, 'APPROVAL_DENIED'],
    [{ answer: 'expired' }, 'APPROVAL_EXPIRED'],
    [{ answer: 'requester_gone' }, 'REQUESTER_GONE'],
  ] satisfies [Waited, string][])('that is answered %j does not run', async (answer, code) => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], answer });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(diary).toEqual(['requested', 'decided', 'asked', 'answered', 'released', 'left', `finished ${code}`]);
  });

  it('that the policy denies does not run', async () => {
    const { broker, diary } = openBroker({ verdicts: ['deny'] });
    expect(await handle(broker)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'POLICY_DENIED', message: 'publishes commits' },
    });
    expect(diary).not.toContain('performed');
  });

  it('that a newer policy denies cannot be approved any more', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask', 'deny'] });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'POLICY_DENIED' } });
    expect(diary).not.toContain('performed');
  });

  it('whose world changed is refused as drift', async () => {
    const { broker, diary } = openBroker({ drift: ['/usr/bin/git is a different file now'] });
    const outcome = await handle(broker);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary).not.toContain('performed');
    expect(diary).toContain('run failed');
  });

  it.each([
    ['allow', 'CANCELLED'],
    ['ask', 'REQUESTER_GONE'],
  ] as const)('that its client gave up does not start, also where the policy says %s', async (verdict, code) => {
    const { broker, diary } = openBroker({ verdicts: [verdict] });
    expect(await handle(broker, AbortSignal.abort())).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(diary).not.toContain('started');
  });

  it('that hits a mistake of ours is refused without telling what it was', async () => {
    const { broker } = openBroker({ plan: () => Promise.reject(new Error('secret path /home/anna/x')) });
    const outcome = await handle(broker);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'INTERNAL' } });
    expect(JSON.stringify(outcome)).not.toContain('secret path');
  });
});

describe('a log that fails', () => {
  it.each(['requested', 'decided', 'asked', 'answered', 'started'])('at “%s” lets nothing run', async (logFailsAt) => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], logFailsAt });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'RECORDS_UNAVAILABLE' } });
    expect(diary).not.toContain('performed');
  });
});

describe('a card that cannot be put on record', () => {
  it('is taken down again', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], logFailsAt: 'asked' });
    await handle(broker);
    expect(diary).toContain('card taken down');
  });
});

describe('a grant', () => {
  it('works once', async () => {
    const second: unknown[] = [];
    const { broker } = openBroker({
      async perform(grant) {
        await Grant.redeem(grant);
        await Grant.redeem(grant).catch((error: unknown) => second.push(error));
      },
    });
    await handle(broker);
    expect(String(second[0])).toMatch(/redeemed already/);
  });

  it('cannot be imitated', async () => {
    const fake = { digest: sampleHash('a'), redeem: async () => samplePlan() };
    await expect(Grant.redeem(fake as unknown as Grant<CommandPlan>)).rejects.toThrow(TypeError);
    const terms = { plan: samplePlan(), digest: sampleHash('a'), drift: async () => [] };
    // @ts-expect-error the constructor is private, and asks for a key that never leaves its module
    expect(() => new Grant(Symbol('maker of grants'), terms)).toThrow(TypeError);
  });

  it('gives up a plan that nobody can change any more', async () => {
    const frozen: boolean[] = [];
    const { broker } = openBroker({
      async perform(grant) {
        const plan = await Grant.redeem(grant);
        frozen.push(
          Object.isFrozen(plan),
          plan.kind === 'command' && Object.isFrozen(plan.argv) && Object.isFrozen(plan.executable),
        );
      },
    });
    await handle(broker);
    expect(frozen).toEqual([true, true]);
  });
});

describe('ending from outside', () => {
  const untilAborted = (_grant: Grant<Plan>, signal: AbortSignal): Promise<void> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

  it('stops one run when a person says so', async () => {
    const { broker } = openBroker({ perform: untilAborted });
    const outcome = handle(broker);
    await expect.poll(() => broker.stop(RUN), { timeout: 20_000 }).toBe(true);
    await outcome;
    expect(broker.stop(RUN)).toBe(false);
  });

  it('closing waits for what is under way and refuses what comes', async () => {
    const { broker, diary } = openBroker({ perform: untilAborted });
    const outcome = handle(broker);
    await expect.poll(() => diary.includes('started'), { timeout: 20_000 }).toBe(true);
    await broker.close();
    expect(diary).toContain('left');
    await outcome;
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'SHUTTING_DOWN' } });
  });
});

describe('a client that comes back', () => {
  const card = { ...sampleApproval(), state: 'approved' as const, answered_by: 'anna', digest: digestOf(samplePlan()) };
  const input = { argv: ['git', 'push'] };
  const comingBack = (tool = 'await_approval') =>
    sampleRequest({
      tool,
      input: { ticket: card.id },
      ...(tool === 'await_approval' ? {} : { comesBackFor: card.id }),
    });
  const given = { by: 'anna', givenBy: 'anna', approval: card.id };
  const back = (setting: Setting, request = comingBack()) => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], given, ...setting });
    return { diary, outcome: broker.handle(request, nobody, never) };
  };

  it('to a yes gets what it asked then, by the whole road', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input }) });
    expect(await outcome).toMatchObject({ kind: 'done', approval: card.id });
    expect(diary.slice(0, 5)).toEqual(['requested', 'decided', 'answered', 'started', 'performed']);
  });

  it('to nothing leaves no trace and is to come back again', async () => {
    const pending = { ...card, state: 'pending' as const };
    const { diary, outcome } = back({ returning: () => ({ card: pending, input }), answer: { answer: 'pending' } });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PENDING_APPROVAL' }, approval: card.id });
    expect(diary).toEqual([]);
  });

  it('with a ticket that is nobody’s is refused, on record', async () => {
    const { diary, outcome } = back({ returning: () => undefined });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'BAD_INPUT' } });
    expect(diary).toEqual(['requested', 'finished BAD_INPUT']);
  });

  it('to a plan that has become another is refused as drift, and the yes is gone', async () => {
    const other = { ...card, digest: sampleHash('e') };
    const { diary, outcome } = back({ returning: () => ({ card: other, input }) });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary).toContain('drift: the same request makes another plan now');
    expect(diary).not.toContain('performed');
  });

  it('to a world that has changed is refused as drift', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input }), drift: ['x is a different file now'] });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary).toContain('drift: x is a different file now');
  });

  it('to a policy that denies by now is refused', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input }), verdicts: ['deny'] });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'POLICY_DENIED' } });
    expect(diary).not.toContain('performed');
  });

  it('too late, or after another had the run, is refused', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], returning: () => ({ card, input }) });
    expect(await broker.handle(comingBack(), nobody, never)).toMatchObject({ refusal: { code: 'APPROVAL_EXPIRED' } });
    expect(diary).not.toContain('performed');
  });

  it('a second time with what was carried out is refused', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input: undefined }) });
    expect(await outcome).toMatchObject({ refusal: { code: 'BAD_INPUT' } });
    expect(diary).not.toContain('performed');
  });
});

describe('a yes given before', () => {
  it('by a standing grant lets it through, on record by the grant’s id, and marks no old card', async () => {
    const given = { by: 'gra_x', givenBy: 'anna', approval: APPROVAL };
    const { broker, diary } = openBroker({ verdicts: ['ask'], given, drift: ['x changed'] });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary.slice(0, 4)).toEqual(['requested', 'decided', 'answered', 'started']);
    expect(diary.join()).not.toContain('drift:');
  });

  it('does not outrun a policy that denies', async () => {
    const given = { by: 'gra_x', givenBy: 'anna', approval: APPROVAL };
    const { broker, diary } = openBroker({ verdicts: ['deny'], given });
    expect(await handle(broker)).toMatchObject({ refusal: { code: 'POLICY_DENIED' } });
    expect(diary).not.toContain('performed');
  });

  it('that another request had is told apart from a no', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], redeems: false });
    expect(await handle(broker)).toMatchObject({ refusal: { code: 'DUPLICATE_REQUEST', retryable: true } });
    expect(diary).not.toContain('performed');
  });

  it('while everything is paused lets nothing run', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], paused: true });
    expect(await handle(broker)).toMatchObject({ refusal: { code: 'PAUSED' } });
    expect(diary).not.toContain('performed');
  });
});
