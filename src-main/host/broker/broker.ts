/**
 * The way a request goes. A request becomes a plan; the policy gives a verdict on the plan; an `ask` waits for a person; a grant
 * lets exactly that plan run; the run leaves a transcript; each step is on record before the next one starts.
 */
import type { Capability } from '#host/capabilities/capability.ts';
import { type Grant, issueGrant } from '#host/grants/grant.ts';
import {
  type Outcome,
  type Plan,
  Refused,
  type Request,
  type RunId,
  RunInterrupted,
  type Verdict,
} from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import { quoted } from '#shared/text/index.ts';
import { askPerson } from './ask-person.ts';
import { comeBack } from './come-back.ts';
import { type Course, concludeRun, courseOf } from './conclude-run.ts';
import { digestOf, freeze } from './digest.ts';
import { explainRequest } from './explain.ts';
import { createInFlight } from './in-flight.ts';
import { type BrokerParts, type Journey, startOf, type Watcher } from './journey.ts';
import { parseInput } from './parse-input.ts';
import { refusalOf } from './refusal-of.ts';
import { noteDrift, refuseChanged, refuseOtherPlan } from './refuse-drift.ts';

/** What stands in a verdict's place where the person themselves ask. */
const personsWord: Verdict = {
  verdict: 'allow',
  rule: { id: 'builtin.person', file: null, line: 0 },
  lost: [],
  reasons: [],
  hint: null,
};
/** Whoever asks by themselves sees how it ends. */
const quietly: Watcher = {
  patienceMs: Number.POSITIVE_INFINITY,
  waiting: () => undefined,
  started: () => undefined,
};

export class Broker {
  readonly #parts: BrokerParts;
  readonly #inFlight = createInFlight();

  constructor(parts: BrokerParts) {
    this.#parts = parts;
  }

  /** Never rejects: whatever goes wrong is a refusal, on record where records can be written. */
  async handle(request: Request, watcher: Watcher, signal: AbortSignal): Promise<Outcome> {
    using entered = this.#inFlight.enter(signal);
    const journey = startOf(request, entered.signal, watcher);
    return await this.#settled(journey, () => this.#travel(journey));
  }

  /**
   * Carries out what the person themselves ask for, through their own door: their word stands where the policy's verdict would. The rest
   * of the road is the same. @param by who, and through which door. Never rejects.
   */
  async actFor(by: string, request: Request, capability: Capability): Promise<Outcome> {
    using entered = this.#inFlight.enter(new AbortController().signal);
    const journey = startOf(request, entered.signal, quietly);
    journey.approvedBy = by;
    return await this.#settled(journey, async () => {
      const { records, policies } = this.#parts;
      await using held = new AsyncDisposableStack();
      await records.requested(request);
      journey.isOnRecord = true;
      const input = parseInput(capability, request);
      const plan = freeze(await capability.plan(request, input, policies.current(), journey.signal));
      held.defer(() => capability.release(plan));
      const digest = digestOf(plan);
      journey.verdict = personsWord;
      await records.decided(request, plan, digest, personsWord);
      const grant = issueGrant({ plan, digest, drift: (pinned) => capability.drift(pinned) });
      return await this.#carryOut(journey, { capability, plan, grant }, held);
    });
  }

  /** The verdict that a request would get now; makes no record, asks nobody, runs nothing. */
  explain(request: Request, policy: CompiledPolicy = this.#parts.policies.current()): Promise<Verdict> {
    return explainRequest(this.#parts, request, policy);
  }

  /** Ends a run on a person's behalf. @returns false when it is not running */
  stop(run: RunId): boolean {
    return this.#inFlight.end(run, new RunInterrupted('stopped'));
  }

  /** Ends a run on behalf of the client that it is of. @returns false when it is not running */
  cancel(run: RunId, force: boolean): boolean {
    return this.#inFlight.end(run, new RunInterrupted('cancelled', { force }));
  }

  /** Ends every run on a person's behalf. @returns how many there were */
  stopAll(): number {
    return this.#inFlight.stopAll();
  }

  /** Ends what runs, refuses what comes, and resolves when nothing is under way. */
  close(): Promise<void> {
    return this.#inFlight.close();
  }

  /** What goes wrong on the way is a refusal, on record where the request is. */
  async #settled(journey: Journey, travel: () => Promise<Outcome>): Promise<Outcome> {
    const { records, log } = this.#parts;
    const { request } = journey;
    try {
      if (this.#inFlight.closing) throw new Refused('SHUTTING_DOWN');
      return await travel();
    } catch (error) {
      const refusal = refusalOf(error, log);
      try {
        if (journey.isOnRecord) await records.finished(request, null, refusal.code, refusal.message);
      } catch (unwritten) {
        log.error({ request: request.id, err: unwritten }, 'the refusal of a request could not be put on record');
      }
      return {
        kind: 'refused',
        refusal,
        approval: journey.approval,
        rule: refusal.rule ?? journey.verdict?.rule ?? null,
      };
    }
  }

  async #travel(journey: Journey): Promise<Outcome> {
    const { guards, policies, capabilities } = this.#parts;
    await comeBack(this.#parts, journey);
    const { request } = journey;
    // What the request holds, let go when it is over; a run that goes on takes it along.
    await using held = new AsyncDisposableStack();
    journey.place = held.use(await guards.admit(request, journey.signal));
    const capability = capabilities.get(request.tool);
    if (capability === undefined)
      throw new Refused('BAD_INPUT', { message: `There is no tool named ${quoted(request.tool)}.` });
    await refuseChanged(this.#parts, journey, capability);
    const policy = policies.current();
    const plan = freeze(await capability.plan(request, parseInput(capability, request), policy, journey.signal));
    held.defer(() => (journey.parked ? undefined : capability.release(plan)));
    const grant = await this.#authorise(journey, capability, plan, policy);
    return await this.#carryOut(journey, { capability, plan, grant }, held);
  }

  async #authorise(journey: Journey, capability: Capability, plan: Plan, policy: CompiledPolicy): Promise<Grant<Plan>> {
    const { policies, records, guards, clock } = this.#parts;
    const digest = digestOf(plan);
    const verdict = policies.decide(plan, journey.request.client, policy, clock.nowMs());
    journey.verdict = verdict;
    await records.decided(journey.request, plan, digest, verdict);
    refuseOtherPlan(this.#parts, journey, digest);
    if (verdict.verdict === 'deny') throw denied(verdict);
    if (verdict.verdict === 'ask') {
      await askPerson(this.#parts, journey, {
        plan,
        digest,
        verdict,
        summary: capability.describe(plan),
        timeoutMs: policy.limits.approvalTimeoutMs,
      });
      // The policy may have changed while the card waited: a plan that is denied now cannot be approved.
      const now = policies.decide(plan, journey.request.client, policies.current(), clock.nowMs());
      if (now.verdict === 'deny') throw denied(now);
    }
    if (journey.signal.aborted) throw new Refused('CANCELLED');
    guards.refusePaused(journey.request.tool);
    return issueGrant({ plan, digest, drift: (pinned) => capability.drift(pinned) });
  }

  async #carryOut(
    journey: Journey,
    { capability, plan, grant }: { readonly capability: Capability; readonly plan: Plan; readonly grant: Grant<Plan> },
    held: AsyncDisposableStack,
  ): Promise<Outcome> {
    const { records } = this.#parts;
    const { request, verdict, approval, approvedBy } = journey;
    if (verdict === null) throw new Error('a grant without a verdict');
    const transcriptBytes = capability.transcriptBytes(plan);
    const run = await records.started({
      request,
      plan,
      digest: grant.digest,
      verdict,
      summary: capability.describe(plan),
      approval,
      approvedBy,
      keepsTranscript: transcriptBytes !== null,
      outputBytes: transcriptBytes ?? 0,
    });
    journey.watcher.started(run.id);
    const stoppable = held.use(this.#inFlight.track(run.id, journey.signal));
    const course = courseOf(request, run, transcriptBytes !== null);
    held.defer(async () => void (await run.end(course.how)));
    const work = () => capability.perform(grant, run, request, stoppable.signal);
    const came = await concludeRun(this.#parts, course, work, (refusal) => noteDrift(this.#parts, journey, refusal));
    if ('refusal' in came) return { kind: 'refused', refusal: came.refusal, approval, rule: verdict.rule };
    const { output, failed, links = [], rest } = came.done;
    if (rest !== undefined) {
      stoppable.letGo();
      void this.#seeOut(course, rest, held.move());
    }
    return { kind: 'done', output: { ...output }, failed, run: run.id, links, approval, rule: verdict.rule };
  }

  /** A run that goes on after its request was answered, to its end. Never rejects. */
  async #seeOut(course: Course, rest: Promise<{ readonly failed: boolean }>, moved: AsyncDisposableStack) {
    using _underWay = this.#inFlight.enter(NEVER);
    try {
      await using _held = moved;
      await concludeRun(this.#parts, course, () => rest);
    } catch (unwritten) {
      const { request } = course;
      this.#parts.log.error(
        { request: request.id, err: unwritten },
        'the end of a run that went on could not be put on record',
      );
    }
  }
}

const NEVER = new AbortController().signal;

function denied(verdict: Verdict): Refused {
  const message = verdict.reasons.length > 0 ? verdict.reasons.join(' ') : undefined;
  return new Refused('POLICY_DENIED', {
    rule: verdict.rule,
    hint: verdict.hint,
    ...(message === undefined ? {} : { message }),
  });
}
