/** Taking changes back at the person's word: the capability that no agent has, on the broker's road. */
import type { Capability } from '#host/capabilities/capability.ts';
import { type RevertParts, revertChange } from '#host/capabilities/files/index.ts';
import { freshId } from '#host/storage/index.ts';
import { HostError, type Undo } from '#shared/contract/index.ts';
import {
  type ClientRef,
  type Outcome,
  Refused,
  type Request,
  RequestId,
  type RunId,
  type RunSummary,
} from '#shared/model/index.ts';
import type { FilesSlice } from '../api/files.ts';

const MAX_CLAIMS_LENGTH = 200;
const NEVER = new AbortController().signal;

export interface RevertRooms {
  readonly files: Omit<RevertParts, 'changeOf'>;
  readonly records: { readChange: RevertParts['changeOf']; showRun(id: RunId): Promise<RunSummary | undefined> };
  readonly broker: { actFor(by: string, request: Request, capability: Capability): Promise<Outcome> };
}

export function openReverts({ files, records, broker }: RevertRooms): FilesSlice['reverts'] {
  const revert = revertChange({ ...files, changeOf: (run) => records.readChange(run) });
  // The registry holds tools of any plan in the same way.
  const capability = revert as unknown as Capability;
  const step = async (run: RunId, by: string, number: 1 | 2): Promise<RunId> => {
    const summary = await records.showRun(run);
    if (summary === undefined) throw new HostError('NOT_FOUND', `There is no run ${run}.`);
    const outcome = await broker.actFor(by, requestOf(run, summary.client, by, number), capability);
    if (outcome.kind === 'refused') throw new HostError('CONFLICT', outcome.refusal.message);
    return outcome.run;
  };
  return {
    async look(run): Promise<Undo> {
      try {
        const request = requestOf(run, { name: 'You' }, '', 1);
        const plan = await revert.plan(request, { run, step: 1 }, files.policy(), NEVER);
        await revert.release(plan);
        return { does: revert.describe(plan), because: null };
      } catch (error) {
        if (error instanceof Refused) return { does: null, because: error.refusal.message };
        throw error;
      }
    },
    async revert(run, by) {
      const first = await step(run, by, 1);
      const change = await records.readChange(run);
      if (change?.plan.kind === 'file.move' && change.plan.replaces !== null) await step(run, by, 2);
      return first;
    },
  };
}

/**
 * It is that very client's, as the run was, and not the next one's of that name; that the person did it is said beside its name, and where
 * an approval is.
 */
function requestOf(run: RunId, client: Omit<ClientRef, 'claims'>, by: string, step: 1 | 2): Request {
  return {
    id: RequestId.parse(freshId('req_')),
    client: { ...client, claims: `reverted by hand: ${by}`.slice(0, MAX_CLAIMS_LENGTH) },
    tool: 'revert',
    input: { run, step },
    agentReason: null,
    connection: 'person',
  };
}
