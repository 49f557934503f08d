/** The step where a request needs a person's yes: one that was given before, or one that is waited for. Every other answer is a refusal. */
import { type Approval, type ApprovalId, assertNever, hashesIn, type Plan, Refused } from '#shared/model/index.ts';
import type { BrokerParts, Journey } from './journey.ts';
import type { ContentRoom, Question, Waited } from './rooms.ts';

type Parts = Pick<BrokerParts, 'approvals' | 'records' | 'content'>;

type Asked = Omit<Question, 'request' | 'peer'>;

export async function askPerson(parts: Parts, journey: Journey, asked: Asked): Promise<void> {
  const unknown: Question = { request: journey.request, ...asked, peer: null };
  if (await givenBefore(parts, journey, unknown)) return;
  if (journey.cameBackFor !== null) throw tooLate(journey.cameBackFor.id);
  const { queue, permits } = parts.approvals;
  const peer = (await journey.request.lookUpPeer?.()) ?? null;
  const question: Question = { ...unknown, peer };
  // While the process was looked for, the same may have been answered for another request.
  if (await givenBefore(parts, journey, question)) return;
  const id = await putUp(parts, journey, question);
  journey.watcher.waiting(id, question.summary);
  // A person may take their time, and others may have their turn meanwhile.
  journey.place?.stepAside();
  const answer = await queue.wait(id, journey.signal, journey.watcher.patienceMs);
  if (answer.answer === 'pending') journey.parked = queue.park(id);
  refuseUnlessApproved(answer, question);
  // Before the yes is used up: when no turn comes, it waits for the client to ask again.
  await journey.place?.stepBack(journey.signal);
  if (answer.answer === 'approved') journey.approvedBy = answer.by;
  if (permits.redeem(id)) {
    journey.yesOf = id;
    return;
  }
  if (await givenBefore(parts, journey, question)) return;
  throw new Refused('DUPLICATE_REQUEST', { rule: question.verdict.rule });
}

/** A standing grant, or a run that was approved and has not started. On record before it counts. */
async function givenBefore({ approvals, records }: Parts, journey: Journey, question: Question): Promise<boolean> {
  const given = await approvals.permits.use(question);
  if (given === undefined) return false;
  const { by, approval } = given;
  await records.answered(journey.request, approval, question.digest, {
    ...{ answer: 'approved', by, scope: 'exact', lifetime: 'once' },
  });
  journey.approval = approval;
  journey.approvedBy = given.givenBy;
  if (by === given.givenBy) journey.yesOf = approval;
  return true;
}

async function putUp(
  { approvals, records, content }: Parts,
  journey: Journey,
  question: Question,
): Promise<ApprovalId> {
  await persist(content, question.plan);
  const { id, isNew } = approvals.queue.ask(question);
  journey.approval = id;
  if (!isNew) return id;
  try {
    await records.asked(journey.request, id, question.digest, question.peer);
  } catch (error) {
    // A card that is not on record must not stay up: nobody would act on its answer.
    await approvals.queue.withdraw(id);
    throw error;
  }
  return id;
}

/** A card shows what its plan refers to for as long as it waits, also over a restart. */
async function persist(content: ContentRoom, plan: Plan): Promise<void> {
  try {
    await content.persist(hashesIn(JSON.stringify(plan)));
  } catch (cause) {
    throw new Refused('RECORDS_UNAVAILABLE', {
      message: 'What the person would be shown could not be kept, so nobody was asked: the disk may be full.',
      cause,
    });
  }
}

/** @throws Refused for every answer but yes */
export function refuseUnlessApproved(answer: Waited, { verdict: { rule } }: Pick<Question, 'verdict'>): void {
  switch (answer.answer) {
    case 'approved':
      return;
    case 'pending':
      throw new Refused('PENDING_APPROVAL', { rule });
    case 'denied':
      throw new Refused('APPROVAL_DENIED', {
        rule,
        ...(answer.because === null ? {} : { message: `The person denied this request and says: ${answer.because}` }),
      });
    case 'expired':
      throw new Refused('APPROVAL_EXPIRED', { rule });
    case 'requester_gone':
      throw new Refused('REQUESTER_GONE', { rule });
    default:
      assertNever(answer);
  }
}

/** What an answered card says. */
export function answerIn(card: Approval): Waited {
  const by = card.answered_by ?? '';
  if (card.state === 'denied') return { answer: 'denied', by, because: card.because };
  if (card.state === 'approved') return { answer: 'approved', by, scope: 'exact', lifetime: 'once' };
  return { answer: card.state };
}

const tooLate = (id: ApprovalId): Refused =>
  new Refused('APPROVAL_EXPIRED', {
    message: `The person said yes to ${id}, and it was used already or not come back for within ten minutes.`,
    hint: 'Ask again; the person will be asked once more.',
  });
