/**
 * The records room: what the broker puts on record, and what a person reads of it. Every step of a request goes to the audit log in the
 * order in which it was given; what authorises an action is on disk before the promise resolves.
 */
import type { Clock, Log, Secrets } from '#host/ports/index.ts';
import type { DataFolder } from '#host/storage/index.ts';
import {
  type Answer,
  type ApprovalId,
  type AuditRecord,
  type AuditReport,
  type HouseEvent,
  type KeptChange,
  type KeptFile,
  type KeptKind,
  type Peer,
  type Plan,
  type RecordBody,
  type RefusalCode,
  Refused,
  type Request,
  type RequestId,
  type RunEnd,
  type RunHandle,
  type RunId,
  type RunSubject,
  type RunSummary,
  type Sha256,
  type TranscriptStream,
  type Verdict,
} from '#shared/model/index.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { listRecords, type RecordsPage, recordsOfRequest } from './audit/list-records.ts';
import { type PastStep, pastDecisions } from './audit/past-decisions.ts';
import type { SignedHeads } from './audit/signed-heads.ts';
import { verifyAudit } from './audit/verify-audit.ts';
import { type AuditStatus, auditStatus } from './audit-status.ts';
import { answeredBody, requestedBody } from './record-bodies.ts';
import type { Excerpt } from './transcripts/excerpt.ts';
import type { OutputBatch } from './transcripts/output-announcer.ts';
import type { TranscriptPage } from './transcripts/read-transcript.ts';
import type { Runs, RunsPage } from './transcripts/runs.ts';

/** Who may come in and what may run without asking is as much an authorisation as what may run; and what is deleted must leave its trace first. */
const durableEvents: ReadonlySet<HouseEvent> = new Set<HouseEvent>([
  ...(['client-added', 'client-revoked', 'run-deleted'] as const),
  ...(['paused', 'resumed', 'locked', 'grant-given', 'grant-revoked'] as const),
]);

export interface RecordsParts {
  readonly folder: Pick<DataFolder, 'audit' | 'runs'>;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
  /** Countersign's own; it is on record with each start. */
  readonly version: string;
}

export type HouseDetail = Readonly<Record<string, string | number | boolean | null>>;

/** Every method that puts something on record throws Refused RECORDS_UNAVAILABLE when it cannot be written. */
export class Records {
  readonly #parts: RecordsParts;
  readonly #audit: AuditLog;
  readonly #heads: SignedHeads;
  readonly #runs: Runs;
  #report: AuditReport | undefined;
  #checkedAt: string | null = null;
  #verifying: Promise<AuditReport> | undefined;

  constructor(parts: RecordsParts, audit: AuditLog, heads: SignedHeads, runs: Runs) {
    this.#parts = parts;
    this.#audit = audit;
    this.#heads = heads;
    this.#runs = runs;
  }

  async requested(request: Request): Promise<void> {
    await this.#audit.append(requestedBody(request));
  }

  /** The plan is stored without its secrets; `digest` is that of the true one. */
  async decided(request: Request, plan: Plan, digest: Sha256, verdict: Verdict): Promise<void> {
    await this.#audit.append({ type: 'decided', request: request.id, plan, digest, verdict });
  }

  async asked(request: Request, approval: ApprovalId, digest: Sha256, peer: Peer | null): Promise<void> {
    await this.#audit.append({ type: 'asked', request: request.id, approval, digest, peer });
  }

  /** Durable. @param note what the person wrote down for themselves */
  async answered(
    request: Pick<Request, 'id'>,
    approval: ApprovalId | null,
    digest: Sha256,
    answer: Answer,
    note: string | null = null,
  ): Promise<void> {
    await this.#appendDurably(answeredBody(request.id, approval, digest, answer, note));
  }

  /** Durable; the run's folder is made while the disk syncs. */
  async started(subject: RunSubject): Promise<RunHandle> {
    const run = this.#runs.prepare(subject);
    const { request, digest } = subject;
    const [recorded, opened] = await Promise.allSettled([
      this.#appendDurably({ type: 'started', request: request.id, run: run.handle.id, digest }),
      run.open(),
    ]);
    if (recorded.status === 'rejected') {
      await run.abandon();
      throw recorded.reason;
    }
    if (opened.status === 'rejected') {
      this.#parts.log.error({ run: run.handle.id, err: opened.reason }, 'the folder of a run cannot be made');
      throw new Refused('RECORDS_UNAVAILABLE', {
        message: 'The transcript of a run cannot be written, so it may not start.',
        cause: opened.reason,
      });
    }
    run.announce();
    return run.handle;
  }

  /** In its place, but not waited for. */
  async finished(
    request: Pick<Request, 'id'>,
    run: { readonly id: RunId; readonly end: RunEnd | null } | null,
    outcome: 'ok' | 'tool-failed' | RefusalCode,
    message: string | null,
  ): Promise<void> {
    const end = run?.end ?? null;
    const kept = run === null || end === null ? [] : await this.#runs.keptIndex(run.id);
    const body = { type: 'finished' as const, request: request.id, run: run?.id ?? null, outcome, message, end, kept };
    await this.#audit.append(body);
  }

  /** What happens to the house itself. Clients coming and going are durable, and others if `durable` says so. */
  async house(event: HouseEvent, detail: HouseDetail, { durable = durableEvents.has(event) } = {}): Promise<void> {
    const version = event === 'host-started' ? { version: this.#parts.version } : {};
    const body: RecordBody = { type: 'house', event, detail: { ...version, ...detail } };
    await (durable ? this.#appendDurably(body) : this.#audit.append(body));
  }

  /** A page of the audit log, newest first. */
  list(page: RecordsPage): Promise<readonly AuditRecord[]> {
    return listRecords(this.#parts.folder.audit, page, this.#parts.log);
  }

  /** Reads the whole log and checks it, also against what this host remembers of it. Calls at the same time share one. */
  verify(): Promise<AuditReport> {
    this.#verifying ??= this.#verify().finally(() => {
      this.#verifying = undefined;
    });
    return this.#verifying;
  }

  status(): AuditStatus {
    return auditStatus({
      failure: this.#audit.failure,
      lastSeq: this.#audit.lastSeq,
      openedWith: this.#audit.problem,
      unsigned: this.#heads.failed,
      report: this.#report,
      checkedAt: this.#checkedAt,
    });
  }

  /** @returns a function that stops listening */
  onAppended(listener: (record: AuditRecord) => void): () => void {
    return this.#audit.onAppended(listener);
  }

  /** The number of the last record that was written. */
  lastSeq(): number {
    return this.#audit.lastSeq;
  }

  /** What was decided in the past, and what happened to the house, newest first. */
  pastDecisions(): AsyncIterable<PastStep> {
    return pastDecisions(this.#parts.folder.audit);
  }

  /** The records of one request, oldest first. */
  ofRequest(request: RequestId): Promise<readonly AuditRecord[]> {
    return recordsOfRequest(this.#parts.folder.audit, request, this.#parts.log);
  }

  /** Runs with a transcript, newest first, started before the run `before`. */
  listRuns(page: RunsPage): Promise<readonly RunSummary[]> {
    return this.#runs.list(page);
  }

  /** @returns `undefined` when there is none */
  showRun(id: RunId): Promise<RunSummary | undefined> {
    return this.#runs.show(id);
  }

  /** What a run changed, as it was kept; `undefined` when it changed nothing, or is deleted. */
  readChange(id: RunId): Promise<KeptChange | undefined> {
    return this.#runs.readChange(id);
  }

  /** @param from the first chunk wanted @returns about 1 MiB of it; `undefined` when there is no such run */
  readTranscript(id: RunId, from: number): Promise<TranscriptPage | undefined> {
    return this.#runs.readTranscript(id, from);
  }

  /** The end of what a run that is under way has printed; empty for any other. */
  latestOutput(id: RunId): string {
    return this.#runs.latestOutput(id);
  }

  /**
   * Deletes a run's summary and transcript; what the audit log says of it stays, and that it was deleted is on record first.
   * @param by who wanted it, e.g. `anna via browser` or `client Cursor`
   * @returns `running` or `missing` when there was nothing to delete
   */
  async deleteRun(id: RunId, by: string): Promise<'removed' | 'running' | 'missing'> {
    const run = await this.#runs.show(id);
    if (run === undefined) return 'missing';
    if (run.end === null) return 'running';
    const { stdout, stderr } = run.end;
    const figures = { stdout_bytes: stdout.bytes, stdout_sha256: stdout.sha256 };
    await this.house('run-deleted', {
      ...{ run: id, by, request: run.request, client: run.client.name, tool: run.tool, started_at: run.started_at },
      ...{ ...figures, stderr_bytes: stderr.bytes, stderr_sha256: stderr.sha256 },
    });
    return this.#runs.remove(id);
  }

  /** Every run that was started before that moment, oldest first. */
  runsBefore(ms: number): AsyncIterable<RunSummary> {
    return this.#runs.startedBefore(ms);
  }

  /** A run's folder was removed. @returns a function that stops listening */
  onRunDeleted(listener: (run: RunSummary) => void): () => void {
    return this.#runs.onRemoved(listener);
  }

  /** Keeps a file with a run, one call at a time, also after its end; it goes when the run goes. @throws Error what the disk said */
  keep(id: RunId, kind: KeptKind, path: string, bytes: Uint8Array): Promise<KeptFile> {
    return this.#runs.keep(id, kind, path, bytes);
  }

  /** What is kept with a run: its package, what it left, its report. */
  keptFiles(id: RunId): Promise<readonly KeptFile[]> {
    return this.#runs.keptFiles(id);
  }

  /** @returns `undefined` when there is no such run or no such file @throws Error when it was changed on disk */
  readKept(id: RunId, kind: KeptKind, path: string): Promise<Uint8Array | undefined> {
    return this.#runs.readKept(id, kind, path);
  }

  /** What fits of what was kept of a stream, its head and tail; also while the run goes on. */
  excerpt(id: RunId, stream: TranscriptStream, maxBytes: number): Promise<Excerpt | undefined> {
    return this.#runs.excerpt(id, stream, maxBytes);
  }

  /** New output of any run; a batch without chunks says that there is more to fetch. @returns a function that stops listening */
  onOutput(listener: (batch: OutputBatch) => void): () => void {
    return this.#runs.onOutput(listener);
  }

  /** A run with a transcript started or ended. @returns a function that stops listening */
  onRunChanged(listener: (summary: RunSummary) => void): () => void {
    return this.#runs.onChanged(listener);
  }

  /** Ends runs that are still under way, brings everything to disk and signs the end of the log. */
  async close(): Promise<void> {
    await this.#runs.close();
    await this.#audit.close();
  }

  async #appendDurably(body: RecordBody): Promise<void> {
    const { durable } = await this.#audit.append(body);
    await durable();
  }

  async #verify(): Promise<AuditReport> {
    const { clock, folder } = this.#parts;
    const known = this.#audit.durableEnd;
    const report = await verifyAudit([folder.audit], {
      trustedKey: this.#heads.publicKey,
      ...(known === undefined ? {} : { known }),
    });
    this.#report = report;
    this.#checkedAt = new Date(clock.nowMs()).toISOString();
    return report;
  }
}
