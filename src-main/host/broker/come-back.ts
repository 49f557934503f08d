/**
 * A client comes back for an answer: with a ticket, or with the state that it was given. It waits on as long as it can; once there is an
 * answer, what it asked then takes the whole road anew, so that nothing is relied on that was looked at before.
 */
import { type Approval, ApprovalId, Refused, type Request } from '#shared/model/index.ts';
import { quoted } from '#shared/text/index.ts';
import { answerIn, refuseUnlessApproved } from './ask-person.ts';
import type { BrokerParts, Journey } from './journey.ts';

/** The tool with which a client comes back; its argument `ticket` is the card's id, and the card is its own or nobody's. */
export const AWAIT_APPROVAL = 'await_approval';

type Parts = Pick<BrokerParts, 'approvals' | 'records' | 'guards'>;

/** Puts the request on record. @throws Refused; only PENDING_APPROVAL leaves no trace, since nothing has happened then */
export async function comeBack(parts: Parts, journey: Journey): Promise<void> {
  const { request } = journey;
  if (request.comesBackFor === undefined && request.tool !== AWAIT_APPROVAL) {
    await putOnRecord(parts, journey);
    return;
  }
  const card = await cardOf(parts, journey);
  journey.approval = card.id;
  if (card.state === 'pending') await waitOn(parts, journey, card);
  // Looked up again: it was answered meanwhile.
  const found = parts.approvals.queue.returning(request.client, card.id);
  if (found === undefined) throw new Error(`${card.id} vanished`);
  journey.request = asThen(request, found.card, found.input);
  await putOnRecord(parts, journey);
  // One that was approved in advance has ended otherwise before.
  if (found.card.preapproved_until === null) refuseUnlessApproved(answerIn(found.card), found.card);
  if (found.input === undefined) {
    throw new Refused('BAD_INPUT', {
      message: 'This ticket was used already: what it stands for was carried out or refused.',
    });
  }
  journey.cameBackFor = found.card;
}

async function cardOf(parts: Parts, journey: Journey): Promise<Approval> {
  const { request } = journey;
  const id = request.comesBackFor ?? ticketIn(request.input);
  const found = id === undefined ? undefined : parts.approvals.queue.returning(request.client, id);
  if (found !== undefined) return found.card;
  await putOnRecord(parts, journey);
  throw new Refused('BAD_INPUT', { message: noSuchTicket(request), hint: 'Ask again what you wanted to ask.' });
}

function noSuchTicket({ comesBackFor, input }: Request): string {
  const ticket =
    comesBackFor ?? (typeof input === 'object' && input !== null && 'ticket' in input ? input.ticket : null);
  const expected = 'expected one that a result with the status pending_approval carried (apr_…)';
  if (typeof ticket !== 'string') return `There is no ticket: ${expected}.`;
  return `No request of this client’s own waits under the ticket ${quoted(ticket)}: ${expected}.`;
}

async function waitOn(parts: Parts, journey: Journey, card: Approval): Promise<void> {
  const { watcher, signal } = journey;
  const { approvals } = parts;
  using _aside = await waitAside(parts, journey);
  watcher.waiting(card.id, card.summary);
  const { answer } = await approvals.queue.wait(card.id, signal, watcher.patienceMs);
  if (answer === 'pending') throw new Refused('PENDING_APPROVAL', { rule: card.verdict.rule });
}

/** @throws Refused GUARD_BUSY, on record, when too many of its client wait */
async function waitAside(parts: Parts, journey: Journey): Promise<Disposable> {
  try {
    return parts.guards.waitAside(journey.request);
  } catch (error) {
    await putOnRecord(parts, journey);
    throw error;
  }
}

async function putOnRecord({ records }: Parts, journey: Journey): Promise<void> {
  journey.isOnRecord = true;
  await records.requested(journey.request);
}

function ticketIn(input: unknown): ApprovalId | undefined {
  if (typeof input !== 'object' || input === null || !('ticket' in input)) return undefined;
  return ApprovalId.safeParse(input.ticket).data;
}

const asThen = (request: Request, card: Approval, input: unknown): Request => ({
  ...request,
  ...{ tool: card.tool, input: input ?? null, agentReason: card.agent_reason },
});
