/**
 * A host small enough to hold in one's head: the real approvals, clients, gate and control socket in a folder of their own, with a clock
 * that the test moves; runs, audit and policy answer with what the test puts there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openControlSocket } from '#host/api/control-socket.ts';
import { createApi, type HostApi } from '#host/api/index.ts';
import { Approvals, openApprovalStore } from '#host/approvals/index.ts';
import { Clients } from '#host/clients/index.ts';
import { layOut, openContentStore, openDataFolder } from '#host/storage/index.ts';
import type { HostStatus, OperationOutput } from '#shared/contract/index.ts';
import type {
  Answer,
  Approval,
  AuditRecord,
  CommandPlan,
  Request,
  RunSummary,
  TranscriptChunk,
  Verdict,
} from '#shared/model/index.ts';
import { ManualClock } from '../../../test/manual-clock.ts';
import { sampleHash, samplePlan, sampleRequest, sampleVerdict } from '../../../test/sample-plan.ts';
import { silentLog } from '../../../test/silent-log.ts';

const TEN_MINUTES = 600_000;

export interface AskChange {
  readonly plan?: Partial<CommandPlan>;
  readonly request?: Partial<Request>;
  readonly summary?: string;
  /** What the plan sends to standard input. */
  readonly stdin?: string;
}

/** What the rooms that are not real here answer. */
export interface Canned {
  verdict: Verdict;
  why: Request | undefined;
  loginLink: string | undefined;
  runs: RunSummary[];
  chunks: TranscriptChunk[];
  runsOn: boolean;
  records: AuditRecord[];
}

export interface SmallHost {
  readonly dataDir: string;
  readonly clock: ManualClock;
  readonly approvals: Approvals;
  readonly canned: Canned;
  readonly api: HostApi;
  /** An agent asks; `answer` resolves with what the person said. */
  ask(change?: AskChange): Promise<{ readonly card: Approval; readonly answer: Promise<Answer>; leave(): void }>;
  /** Closes the door, as a host that stops. */
  shut(): Promise<void>;
  /** Opens it again. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function openSmallHost(): Promise<SmallHost> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-cli-'));
  const folder = await openDataFolder(dataDir);
  const [clock, log] = [new ManualClock(), silentLog()];
  const store = openApprovalStore(folder.approvals);
  const approvals = new Approvals({ store, clock, notifier: { notify: () => undefined }, log });
  const clients = await Clients.open(folder.clients, clock);
  const content = await openContentStore(folder.content);
  const canned: Canned = {
    ...{ verdict: sampleVerdict('ask'), why: undefined, loginLink: undefined },
    ...{ runs: [], chunks: [], runsOn: false, records: [] },
  };
  const api = createApi({
    ...{ approvals, clients, content, log, home: '/home/anna', house: async () => undefined },
    ...cannedRooms(canned),
    status: () => statusOf(dataDir),
    loginLink: () => canned.loginLink,
    shellChecks: async () => [],
    tryExecutable: async () => undefined,
    executables: () => [],
  });
  const stopTelling = approvals.onChanged((card) => api.events.publish('approvals.changed', card));
  const open = () => openControlSocket(api, folder.controlSocket, 'anna');
  let door = await open();
  let asked = 0;

  return {
    ...{ dataDir, clock, approvals, canned, api },
    async ask({ plan = {}, request = {}, summary = 'Run git push origin main in /home/anna/proj', stdin } = {}) {
      asked += 1;
      const whole = samplePlan({
        ...plan,
        ...(stdin === undefined
          ? {}
          : { stdin: { sha256: await content.put(Buffer.from(stdin)), bytes: Buffer.byteLength(stdin) } }),
      });
      const id = await approvals.ask({
        ...{ request: sampleRequest(request), plan: whole, digest: sampleHash((asked % 10).toString()) },
        ...{ verdict: sampleVerdict('ask'), summary, timeoutMs: TEN_MINUTES },
      });
      const gone = new AbortController();
      return { card: approvals.show(id), answer: approvals.answer(id, gone.signal), leave: () => gone.abort() };
    },
    shut: () => door.close(),
    async open() {
      door = await open();
    },
    async close() {
      stopTelling();
      await door.close();
      await clients.close();
      store.close();
      rmSync(layOut(dataDir).root, { recursive: true });
    },
  };
}

function cannedRooms(canned: Canned) {
  const transcript = (from: number): OperationOutput<'runs.transcript'> => {
    // Two at a time, so that every reader has to ask again.
    const chunks = canned.chunks.slice(from, from + 2);
    const next = from + chunks.length;
    return { chunks, next: next < canned.chunks.length || canned.runsOn ? next : null };
  };
  return {
    records: {
      listRuns: async ({ limit }: { limit: number }) => canned.runs.slice(0, limit),
      showRun: async (id: string) => canned.runs.find((run) => run.id === id),
      readTranscript: async (id: string, from: number) =>
        canned.runs.some((run) => run.id === id) ? transcript(from) : undefined,
      list: async ({ limit, before = Infinity, text = '' }: { limit: number; before?: number; text?: string }) =>
        canned.records
          .filter((record) => record.seq < before && JSON.stringify(record).includes(text))
          .toReversed()
          .slice(0, limit),
      verify: async () => ({
        ...{ integrity: 'ok' as const, completeness: 'ok' as const },
        ...{ records: canned.records.length, first_bad: null, problem: null },
      }),
    },
    broker: {
      stop: () => false,
      explain: async (request: Request) => {
        canned.why = request;
        return canned.verdict;
      },
    },
    policies: {
      status: () => policyStatus,
      readText: async () => 'version: 1\n',
      check: () => ({ ok: true, problems: [], warnings: [] }),
    },
  };
}

const policyStatus = {
  ...{ file: '/p/policy.yaml', state: 'ok' as const, version: 1, loaded_at: '2026-01-02T03:04:05.000Z', problems: [] },
};

const statusOf = (dataDir: string): HostStatus => ({
  ...{ version: '0.0.0-test', mode: 'headless', endpoint: 'http://127.0.0.1:7717/mcp', data_dir: dataDir },
  ...{ clients_connected: 0, approvals_pending: 0, runs_active: 0, home: '/home/anna', policy: policyStatus },
  sandbox: { name: null, sentence: 'none' },
  audit: { writable: true, last_seq: 0, checked_at: null, sentence: 'sound' },
});
