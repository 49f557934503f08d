/** Files of solver packages, for the person: byte for byte what would run, what ran, and what was left. */
import { isUtf8 } from 'node:buffer';
import type { Watcher } from '#host/broker/index.ts';
import { freshId } from '#host/storage/index.ts';
import {
  type Caller,
  type FileContent,
  type Handlers,
  HostError,
  type OperationInput,
  type OperationName,
} from '#shared/contract/index.ts';
import {
  type Approval,
  type ApprovalId,
  type KeptFile,
  type KeptKind,
  type Outcome,
  type Request,
  RequestId,
  type RunId,
  type RunSummary,
  type Sha256,
} from '#shared/model/index.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `packages.${string}`>>;

export interface PackagesSlice {
  readonly approvals: { readonly queue: { show(id: ApprovalId): Approval } };
  readonly content: { get(hash: Sha256): Promise<Uint8Array> };
  readonly records: {
    showRun(id: RunId): Promise<RunSummary | undefined>;
    keptFiles(id: RunId): Promise<readonly KeptFile[]>;
    readKept(id: RunId, kind: KeptKind, path: string): Promise<Uint8Array | undefined>;
  };
  readonly broker: { handle(request: Request, watcher: Watcher, signal: AbortSignal): Promise<Outcome> };
}

export function packageHandlers(parts: PackagesSlice): GroupHandlers {
  const { approvals, content, records } = parts;
  return {
    'packages.waiting': async ({ approval, path }) => {
      const { plan, state } = approvals.queue.show(approval);
      const file = 'container' in plan ? plan.container.files.find((each) => each.path === path) : undefined;
      if (file === undefined) throw new HostError('NOT_FOUND', 'This plan has no such file.');
      if (state !== 'pending')
        throw new HostError('CONFLICT', 'The file is kept only while the request waits or runs.');
      return contentOf(await content.get(file.sha256));
    },
    'packages.kept': ({ run }) => records.keptFiles(run),
    'packages.keptFile': async ({ run, kind, path }) => {
      const bytes = await records.readKept(run, kind, path);
      if (bytes === undefined) throw new HostError('NOT_FOUND', `Nothing like that is kept with ${run}.`);
      return contentOf(bytes);
    },
    'packages.rerun': async (input, caller) => {
      const run = await records.showRun(input.run);
      if (run === undefined) throw new HostError('NOT_FOUND', `There is no run ${input.run}.`);
      return askAgain(parts, run, input, caller);
    },
  };
}

function contentOf(bytes: Uint8Array): FileContent {
  const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
  return { encoding, content: Buffer.from(bytes).toString(encoding), bytes: bytes.byteLength };
}

/** Goes the way of every request. It is the client's, as the run was; that a person started it is said beside its name. */
async function askAgain(
  { broker }: PackagesSlice,
  { id, client }: RunSummary,
  { files, args, timeout_seconds }: OperationInput<'packages.rerun'>,
  caller: Caller,
): Promise<{ approval: ApprovalId | null; run: RunId | null }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ approval: ApprovalId | null; run: RunId | null }>();
  const execution = {
    ...(args === undefined ? {} : { args }),
    ...(timeout_seconds === undefined ? {} : { timeout_seconds }),
  };
  const request: Request = {
    id: RequestId.parse(freshId('req_')),
    client: { ...client, claims: `started by hand: ${caller.user} via ${caller.via}` },
    tool: 'rerun_run',
    input: { run_id: id, patch: { workspace: { files }, execution } },
    agentReason: null,
    connection: `person:${caller.via}`,
  };
  const watcher: Watcher = {
    patienceMs: Number.POSITIVE_INFINITY,
    waiting: (approval) => resolve({ approval, run: null }),
    started: (run) => resolve({ approval: null, run }),
  };
  broker.handle(request, watcher, new AbortController().signal).then((outcome) => {
    if (outcome.kind === 'refused') reject(new HostError('CONFLICT', outcome.refusal.message));
    else resolve({ approval: outcome.approval, run: outcome.run });
  }, reject);
  return promise;
}
