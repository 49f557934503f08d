/**
 * A host without an inside, for development and tests: it keeps the contract's promises from memory. A new operation in the contract
 * without a handler here does not compile. Nothing in the app imports this.
 */
import {
  type ApprovalOffers,
  type EventName,
  type EventPayload,
  type FileChange,
  findOperation,
  HostError,
  type HostStatus,
  type ImportReport,
  type OperationName,
  PolicyStatus,
  type PromptCount,
  type ReplayReport,
  type StarterPack,
  type Undo,
} from '#shared/contract/index.ts';
import type {
  Approval,
  AuditRecord,
  ClientInfo,
  EngineReport,
  ImagePackage,
  KeptFile,
  RunId,
  RunnerImage,
  RunSummary,
  SessionInfo,
  SessionProcess,
  StandingGrant,
  TranscriptChunk,
  Verdict,
} from '#shared/model/index.ts';
import type { Carrier, CarrierListener } from './carrier.ts';
import { fakeHandlers } from './fake-handlers.ts';
import { home } from './fixtures.ts';
import { noEngine } from './image-fixtures.ts';

/** All that the fake host knows; tests change it freely. */
export interface FakeWorld {
  approvals: readonly Approval[];
  grants: readonly StandingGrant[];
  /** What can be answered to any card; `null`: what is usual for it. */
  offers: ApprovalOffers | null;
  /** The history of approvals. */
  prompts: readonly PromptCount[];
  runs: readonly RunSummary[];
  transcripts: Map<RunId, readonly TranscriptChunk[]>;
  sessions: readonly SessionInfo[];
  processes: readonly SessionProcess[];
  records: readonly AuditRecord[];
  clients: readonly ClientInfo[];
  policyText: string;
  /** Newest first. */
  policyVersions: readonly FakeVersion[];
  outside: { readonly text: string; readonly seen_at: string } | null;
  confirmOutside: boolean;
  replay: ReplayReport;
  /** What a fake pack's `text` replaces is the line `commands:`. */
  packs: readonly StarterPack[];
  /** What an import gives. */
  imported: ImportReport;
  /** What Explain says; `null`: that nothing allows it. */
  why: Verdict | null;
  status: HostStatus;
  stdin: string;
  /** By path; what is not text begins with `base64:`. */
  packageFiles: Map<string, string>;
  kept: Map<RunId, readonly KeptFile[]>;
  /** The runner images; `null` where no engine answers. */
  images: readonly RunnerImage[] | null;
  /** By image; `null` where it does not say. */
  packages: Map<string, readonly ImagePackage[] | null>;
  engine: EngineReport;
  /** By card or run. */
  changes: Map<string, FileChange>;
  undos: Map<string, Undo>;
  /** What is too long to be sent at once, by its hash. */
  longTexts: Map<string, string>;
}

interface FakeVersion {
  readonly version: number;
  readonly text: string;
  readonly at: string;
  readonly by: string;
  readonly why: string | null;
}

export interface FakeHost {
  readonly world: FakeWorld;
  readonly carrier: Carrier;
  /** Every call that came in, in order. */
  readonly calls: { readonly name: OperationName; readonly input: unknown }[];
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Loses the next events: their numbers are used up, nobody hears them. */
  loseEvents(count: number): void;
  /** Every call of the name fails with this from now on; `undefined` heals it, `hang` never answers, a promise is waited for first. */
  fail(name: OperationName, how: HostError | 'hang' | Promise<void> | undefined): void;
  /** Breaks and mends the stream of events. */
  link(state: 'lost' | 'open'): void;
  /** A new or changed card, told to everybody. */
  putApproval(card: Approval): void;
  putRun(run: RunSummary): void;
  putSession(session: SessionInfo): void;
  /** More output of a run. */
  print(id: RunId, chunks: readonly TranscriptChunk[]): void;
}

export function emptyWorld(): FakeWorld {
  return {
    approvals: [],
    grants: [],
    offers: null,
    prompts: [],
    runs: [],
    transcripts: new Map(),
    sessions: [],
    processes: [],
    records: [],
    clients: [],
    policyText: '',
    policyVersions: [],
    outside: null,
    confirmOutside: true,
    replay: { replayed: 0, skipped: 0, changed: [] },
    packs: [],
    imported: { text: '', notes: [], problems: [] },
    why: null,
    status: healthyStatus(),
    stdin: '',
    packageFiles: new Map(),
    kept: new Map(),
    images: null,
    packages: new Map(),
    engine: noEngine(),
    changes: new Map(),
    undos: new Map(),
    longTexts: new Map(),
  };
}

export const healthyStatus = (): HostStatus => ({
  version: '0.1.0',
  mode: 'headless',
  endpoint: 'http://127.0.0.1:7717/mcp',
  data_dir: `${home}/.config/countersign`,
  clients_connected: 3,
  approvals_pending: 0,
  runs_active: 0,
  sandbox: { name: null, sentence: 'No sandbox: commands run as you.' },
  audit: {
    writable: true,
    last_seq: 18_234,
    checked_at: new Date().toISOString(),
    sentence: 'Audit whole to #18,234, checked 2 min ago',
  },
  policy: PolicyStatus.parse({
    file: `${home}/.config/countersign/policy.yaml`,
    state: 'ok',
    version: 4,
    loaded_at: new Date(Date.now() - 3_600_000).toISOString(),
    problems: [],
    outside_change: false,
  }),
  home,
  engine: { state: 'absent', name: null, sentence: 'No container engine' },
  paused: null,
  attention: { flooding: [], quiet: [] },
});

export function createFakeHost(world: FakeWorld = emptyWorld()): FakeHost {
  const listeners = new Set<CarrierListener>();
  const failures = new Map<OperationName, HostError | 'hang' | Promise<void>>();
  const calls: FakeHost['calls'] = [];
  let seq = 0;
  const host: FakeHost = {
    world,
    calls,
    carrier: { kind: 'browser', call, listen },
    emit(name, payload) {
      seq += 1;
      // As over a wire: nothing is shared between the two sides.
      const event: unknown = structuredClone({ seq, name, payload });
      for (const listener of [...listeners]) listener.onEvent(event);
    },
    loseEvents(count) {
      seq += count;
    },
    fail(name, how) {
      if (how === undefined) failures.delete(name);
      else failures.set(name, how);
    },
    link(state) {
      for (const listener of [...listeners]) state === 'open' ? listener.onOpen(true) : listener.onLost();
    },
    putApproval(card) {
      world.approvals = [card, ...world.approvals.filter(({ id }) => id !== card.id)];
      host.emit('approvals.changed', card);
    },
    putRun(run) {
      world.runs = [run, ...world.runs.filter(({ id }) => id !== run.id)];
      host.emit('runs.changed', run);
    },
    putSession(session) {
      world.sessions = [session, ...world.sessions.filter(({ id }) => id !== session.id)];
      host.emit('sessions.changed', session);
    },
    print(id, chunks) {
      world.transcripts.set(id, [...(world.transcripts.get(id) ?? []), ...chunks]);
      host.emit('runs.output', { id, chunks });
    },
  };
  const handlers = fakeHandlers(host);

  async function call(name: OperationName, input: unknown): Promise<unknown> {
    calls.push({ name, input });
    const failure = failures.get(name);
    if (failure === 'hang') return new Promise(() => undefined);
    if (failure instanceof Promise) await failure;
    else if (failure !== undefined) throw failure;
    const parsed = findOperation(name)?.input.safeParse(input);
    if (parsed?.success !== true)
      throw new HostError('BAD_INPUT', `${name} does not take this: ${parsed?.error.message}`);
    const handler = handlers[name] as (input: unknown) => Promise<unknown>;
    return structuredClone(await handler(parsed.data));
  }

  function listen(listener: CarrierListener): () => void {
    listeners.add(listener);
    listener.onOpen(false);
    return () => void listeners.delete(listener);
  }
  return host;
}
