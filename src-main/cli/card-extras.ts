/** What a waiting card shows beside its plan, which only the host has: standard input, and both sides of a file's change. */
import { type FileChange, type HostClient, HostError } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';
import { type WaitingFile, waitingFiles } from './waiting-files.ts';

export interface CardExtras {
  /** What the plan sends to standard input; `undefined` where there is nothing or it is gone. */
  readonly stdin: string | undefined;
  /** What it would change in a file. */
  readonly change: FileChange | undefined;
  /** The files of a solver’s package. */
  readonly files: readonly WaitingFile[];
}

/** @throws HostError */
export async function extrasOf(host: HostClient, { id, state, plan }: Approval): Promise<CardExtras> {
  const extras = { stdin: undefined, change: undefined, files: [] };
  if (state !== 'pending') return extras;
  try {
    if (plan.kind === 'command' && plan.stdin !== null) {
      return { ...extras, stdin: (await host.call('approvals.stdin', { id })).text };
    }
    if (plan.kind === 'solver') return { ...extras, files: await waitingFiles(host, id, plan) };
    if (plan.kind === 'file.write') return { ...extras, change: await host.call('files.waiting', { approval: id }) };
  } catch (error) {
    // Answered in this moment: the card itself says how.
    if (!(error instanceof HostError && error.code === 'CONFLICT')) throw error;
  }
  return extras;
}
