/** Changes to files, for the person: both sides byte for byte, and taking a change back. */
import {
  type FileChange,
  type FileSide,
  type Handlers,
  HostError,
  type OperationName,
  type Undo,
} from '#shared/contract/index.ts';
import type {
  Approval,
  ApprovalId,
  FileWritePlan,
  KeptChange,
  RunId,
  RunSummary,
  Sha256,
} from '#shared/model/index.ts';
import { signatureOf } from './signature.ts';
import { pieceOf, sideOf } from './text-side.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `files.${string}`>>;

export interface FilesSlice {
  readonly approvals: { readonly queue: { show(id: ApprovalId): Approval } };
  readonly content: { get(hash: Sha256): Promise<Uint8Array> };
  readonly records: {
    showRun(id: RunId): Promise<RunSummary | undefined>;
    readChange(id: RunId): Promise<KeptChange | undefined>;
  };
  readonly reverts: {
    /** What reverting would do, or why it cannot be. */
    look(run: RunId): Promise<Undo>;
    /** @throws HostError CONFLICT */
    revert(run: RunId, by: string): Promise<RunId>;
  };
}

export function fileHandlers({ approvals, content, records, reverts }: FilesSlice): GroupHandlers {
  const waiting = (id: ApprovalId): FileWritePlan => {
    const { plan, state } = approvals.queue.show(id);
    if (plan.kind !== 'file.write') throw new HostError('NOT_FOUND', 'This plan changes no file’s content.');
    if (state !== 'pending') {
      throw new HostError('CONFLICT', 'Both sides are kept only while the request waits. Look at the run.');
    }
    return plan;
  };
  const found = async (run: RunId): Promise<KeptChange> => {
    const change = await records.readChange(run);
    if (change === undefined) throw new HostError('NOT_FOUND', 'This run changed no file, or is no longer kept.');
    return change;
  };
  return {
    'files.waiting': async ({ approval }) => {
      const { path, before, after } = waiting(approval);
      return {
        path,
        before: before === null ? null : sideOf(before, await content.get(before.sha256)),
        after: sideOf(after, await content.get(after.sha256)),
      };
    },
    'files.waitingText': async ({ approval, side, from }) => {
      const hash = waiting(approval)[side]?.sha256;
      if (hash === undefined) throw new HostError('NOT_FOUND', 'Nothing is there.');
      return pieceOf(await content.get(hash), from);
    },
    'files.changed': async ({ run }) => {
      const kept = await found(run);
      return { change: changeOf(kept), undo: await reverts.look(run) };
    },
    'files.changedText': async ({ run, side, from }) => {
      const bytes = (await found(run))[side];
      if (bytes === null) throw new HostError('NOT_FOUND', 'Nothing is there, or it is not kept.');
      return pieceOf(bytes, from);
    },
    'files.revert': async ({ run }, caller) => {
      const done = await records.showRun(await reverts.revert(run, signatureOf(caller)));
      if (done === undefined) throw new HostError('NOT_FOUND', 'The run that reverted it is not there any more.');
      return done;
    },
  };
}

/** Only a write changes content; a move that replaced a file took that file's away. */
function changeOf({ plan, before, after }: KeptChange): FileChange | null {
  const side = (about: Omit<FileSide, 'text' | 'without'>, bytes: Uint8Array | null): FileSide =>
    bytes === null ? { ...about, text: null, without: 'gone' } : sideOf(about, bytes);
  if (plan.kind === 'file.write') {
    return {
      path: plan.path,
      before: plan.before === null ? null : side(figures(plan.before), before),
      after: side(figures(plan.after), after),
    };
  }
  if (plan.kind !== 'file.move' || plan.replaces === null) return null;
  return { path: plan.to.path, before: side(figures(plan.replaces), before), after: null };
}

const figures = ({ bytes, sha256 }: { readonly bytes: number; readonly sha256: Sha256 }) => ({ bytes, sha256 });
