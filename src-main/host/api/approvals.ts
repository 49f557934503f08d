/** The person's answers. An answer that does not fit the card is refused and on record. */
import {
  type ApprovalHistory,
  type Caller,
  type Handlers,
  HostError,
  type OperationName,
  type OperationOutput,
  type ParsedInput,
} from '#shared/contract/index.ts';
import {
  type Approval,
  type ApprovalId,
  ApprovalLifetime,
  type ApprovalScope,
  type ApprovalState,
  type ClientName,
  type HouseEvent,
  type Sha256,
} from '#shared/model/index.ts';
import { type AlwaysSlice, askedOf, writeRule } from './approve-always.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `approvals.${string}`>>;

interface ShownCard {
  readonly id: ApprovalId;
  readonly digest: Sha256;
}

interface No {
  readonly by: string;
  readonly because: string | null;
  readonly note?: string | null;
}

type Settled = OperationOutput<'approvals.approveListed'>;

export interface ApprovalsSlice extends AlwaysSlice {
  readonly approvals: {
    readonly queue: {
      list(limit: number, state?: ApprovalState): readonly Approval[];
      show(id: ApprovalId): Approval;
      touch(id: ApprovalId): Approval;
      hearAgain(client: ClientName): boolean;
    };
    readonly answers: {
      approve(yes: {
        readonly id: ApprovalId;
        readonly digest: Sha256;
        readonly by: string;
        readonly scope: ApprovalScope;
        readonly lifetime: ApprovalLifetime;
        readonly note: string | null;
      }): Promise<Approval>;
      /** @throws HostError for an answer that does not fit the card, or while nothing can be approved */
      refuseUnfit(id: ApprovalId, digest: Sha256): void;
      approveListed(cards: readonly ShownCard[], by: string, note: string | null): Promise<Settled>;
      preapprove(id: ApprovalId, digest: Sha256, by: string): Promise<Approval>;
      deny(id: ApprovalId, digest: Sha256, no: No): Promise<Approval>;
      denyListed(cards: readonly ShownCard[], no: No): Promise<Settled>;
      denyAllOf(client: ClientName, no: No): Promise<Settled>;
    };
    scopesOf(card: Approval): Pick<OperationOutput<'approvals.offers'>, 'scopes' | 'scopes_refused'>;
    history(hours: number): ApprovalHistory;
  };
  readonly content: { get(hash: Sha256): Promise<Uint8Array> };
  readonly house: (
    event: HouseEvent,
    detail: Readonly<Record<string, string | number | boolean | null>>,
  ) => Promise<void>;
}

export function approvalHandlers(slice: ApprovalsSlice): GroupHandlers {
  const { queue, answers, history } = slice.approvals;
  /** @param about the card, or what the answer was about otherwise */
  const orOnRecord = async <T>(answer: () => Promise<T>, about: string, caller: Caller): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      const why = error instanceof HostError ? error.code : 'INTERNAL';
      await slice.house('answer-refused', { approval: about, by: signatureOf(caller), why });
      throw error;
    }
  };
  /** Of several, those that did not take the answer. */
  const settle = async (answer: () => Promise<Settled>, about: string, caller: Caller): Promise<Settled> => {
    const settled = await orOnRecord(answer, about, caller);
    if (settled.left.length > 0)
      await slice.house('answer-refused', { approval: idsOf(settled.left), by: signatureOf(caller), why: 'CONFLICT' });
    return settled;
  };
  return {
    'approvals.list': async ({ limit, state }) => queue.list(limit, state),
    'approvals.show': async ({ id }) => queue.show(id),
    'approvals.stdin': ({ id }) => stdin(slice, id),
    'approvals.offers': async ({ id }) => offers(slice, queue.show(id)),
    'approvals.approve': (input, caller) => orOnRecord(() => approve(slice, input, caller), input.id, caller),
    'approvals.approveListed': ({ cards, note }, caller) =>
      settle(() => answers.approveListed(cards, signatureOf(caller), note), idsOf(cards), caller),
    'approvals.deny': ({ id, digest, because, note }, caller) =>
      orOnRecord(() => answers.deny(id, digest, { by: signatureOf(caller), because, note }), id, caller),
    'approvals.denyListed': ({ cards, because, note }, caller) =>
      settle(() => answers.denyListed(cards, { by: signatureOf(caller), because, note }), idsOf(cards), caller),
    'approvals.denyAllOf': ({ client, because, note }, caller) =>
      settle(() => answers.denyAllOf(client, { by: signatureOf(caller), because, note }), client, caller),
    'approvals.preapprove': ({ id, digest }, caller) =>
      orOnRecord(() => answers.preapprove(id, digest, signatureOf(caller)), id, caller),
    'approvals.hearAgain': async ({ client }, caller) => {
      if (queue.hearAgain(client)) await slice.house('client-heard', { client, by: signatureOf(caller) });
      return { client };
    },
    'approvals.history': async ({ hours }) => history(hours),
    'approvals.touch': async ({ id }) => queue.touch(id),
  };
}

async function approve(
  slice: ApprovalsSlice,
  { id, digest, scope, lifetime, note, always, base }: ParsedInput<'approvals.approve'>,
  caller: Caller,
): Promise<Approval> {
  const by = signatureOf(caller);
  const { queue, answers } = slice.approvals;
  if (lifetime === 'always') {
    if (scope !== 'exact')
      throw new HostError('BAD_INPUT', 'A rule says itself how far it reaches: expected the scope exact.');
    answers.refuseUnfit(id, digest);
    await writeRule(slice, queue.show(id), { choice: always, base, by });
  }
  return answers.approve({ id, digest, by, scope, lifetime, note });
}

async function stdin({ approvals, content }: ApprovalsSlice, id: ApprovalId) {
  const { plan, state } = approvals.queue.show(id);
  if (plan.kind !== 'command' || plan.stdin === null)
    throw new HostError('NOT_FOUND', 'This plan sends nothing to standard input.');
  if (state !== 'pending') throw new HostError('CONFLICT', 'The input is kept only while the request waits or runs.');
  return { text: Buffer.from(await content.get(plan.stdin.sha256)).toString('utf8'), bytes: plan.stdin.bytes };
}

async function offers(slice: ApprovalsSlice, card: Approval): Promise<OperationOutput<'approvals.offers'>> {
  return {
    ...slice.approvals.scopesOf(card),
    lifetimes: ApprovalLifetime.options.filter((lifetime) => lifetime !== 'always'),
    ...(await slice.policyTools.always(askedOf(card))),
  };
}

const idsOf = (cards: readonly Pick<ShownCard, 'id'>[]): string => cards.map(({ id }) => id).join(' ');
