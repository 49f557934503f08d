/** The person's answers. An answer that does not fit the card is refused and on record. */

import { type Caller, type Handlers, HostError } from '#shared/contract/index.ts';
import type { Approval, ApprovalId, ApprovalState, HouseEvent, Sha256 } from '#shared/model/index.ts';

type GroupHandlers = Pick<
  Handlers,
  'approvals.list' | 'approvals.show' | 'approvals.stdin' | 'approvals.approve' | 'approvals.deny' | 'approvals.touch'
>;

export interface ApprovalsSlice {
  readonly approvals: {
    list(limit: number, state?: ApprovalState): readonly Approval[];
    show(id: ApprovalId): Approval;
    approve(id: ApprovalId, digest: Sha256, by: string): Approval;
    deny(id: ApprovalId, digest: Sha256, by: string, because: string | null): Approval;
    touch(id: ApprovalId): Approval;
  };
  readonly content: { get(hash: Sha256): Promise<Uint8Array> };
  readonly house: (
    event: HouseEvent,
    detail: Readonly<Record<string, string | number | boolean | null>>,
  ) => Promise<void>;
}

export function approvalHandlers({ approvals, content, house }: ApprovalsSlice): GroupHandlers {
  const orOnRecord = async (answer: () => Approval, id: ApprovalId, caller: Caller): Promise<Approval> => {
    try {
      return answer();
    } catch (error) {
      const why = error instanceof HostError ? error.code : 'INTERNAL';
      await house('answer-refused', { approval: id, by: signatureOf(caller), why });
      throw error;
    }
  };
  return {
    'approvals.list': async ({ limit, state }) => approvals.list(limit, state),
    'approvals.show': async ({ id }) => approvals.show(id),
    'approvals.stdin': async ({ id }) => {
      const { plan, state } = approvals.show(id);
      if (plan.kind !== 'command' || plan.stdin === null)
        throw new HostError('NOT_FOUND', 'This plan sends nothing to standard input.');
      if (state !== 'pending')
        throw new HostError('CONFLICT', 'The input is kept only while the request waits or runs.');
      return { text: Buffer.from(await content.get(plan.stdin.sha256)).toString('utf8'), bytes: plan.stdin.bytes };
    },
    'approvals.approve': ({ id, digest }, caller) =>
      orOnRecord(() => approvals.approve(id, digest, signatureOf(caller)), id, caller),
    'approvals.deny': ({ id, digest, because }, caller) =>
      orOnRecord(() => approvals.deny(id, digest, signatureOf(caller), because), id, caller),
    'approvals.touch': async ({ id }) => approvals.touch(id),
  };
}

/** Who answered, through which door: `anna via browser`. */
const signatureOf = (caller: Caller): string => `${caller.user} via ${caller.via}`;
