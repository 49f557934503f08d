/** All that the fake host knows, and what it knows when nobody has put anything in. */
import {
  type ApprovalOffers,
  type FileChange,
  HostError,
  type HostStatus,
  type ImportReport,
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
import { home } from './fixtures.ts';
import { noEngine } from './image-fixtures.ts';

/** Tests change it freely. */
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

/** @throws HostError NOT_FOUND, as the host does, for what is not in the world */
export function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new HostError('NOT_FOUND', `There is no ${what}.`);
  return item;
}
