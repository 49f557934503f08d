/** What the file tools are made of: the slices of other rooms that they need. */
import type { FileEngine } from '#host/engines/files/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import type { ClientName, PinnedFolder, SessionId } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import type { Transfers } from './transfers.ts';

/** The slice of the session registry that files need. */
export interface FileSessions {
  /** @throws Refused UNKNOWN_SESSION */
  use(client: ClientName, id: SessionId): { readonly workingDir: PinnedFolder; readonly ended: AbortSignal };
}

export interface FileParts {
  readonly sessions: FileSessions;
  readonly content: ContentStore;
  readonly files: FileEngine;
  readonly transfers: Transfers;
  /** The trash of the home folder, existing or not. */
  readonly homeTrash: string;
  /** The policy in force: what it blocks by the time of the run is hidden from listings and searches. */
  readonly policy: () => CompiledPolicy;
}
