/** The step where a request waits for a person. Returns when it was approved; every other answer is a refusal. */
import { assertNever, Refused } from '#shared/model/index.ts';
import type { BrokerParts, Journey } from './journey.ts';
import type { Question } from './rooms.ts';

export async function askPerson(
  { approvals, records }: Pick<BrokerParts, 'approvals' | 'records'>,
  journey: Journey,
  question: Omit<Question, 'request'>,
): Promise<void> {
  const { request, watcher, signal } = journey;
  const approval = await approvals.ask({ request, ...question });
  journey.approval = approval;
  try {
    await records.asked(request, approval, question.digest);
  } catch (error) {
    // A card that is not on record must not stay up: nobody would act on its answer.
    await approvals.answer(approval, AbortSignal.abort());
    throw error;
  }
  watcher.waiting(approval, question.summary);

  const answer = await approvals.answer(approval, signal);
  await records.answered(request, approval, question.digest, answer);
  const { rule } = question.verdict;
  switch (answer.answer) {
    case 'approved':
      journey.approvedBy = answer.by;
      return;
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
      return assertNever(answer);
  }
}
