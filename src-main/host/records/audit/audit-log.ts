/**
 * The audit log's one writer. Records get their place in the chain when `append` is called and are written in that order, many at a time;
 * one sync carries many. Fails closed: after any failed write or sync nothing is taken until the file has been put right.
 */
import type { Clock, Log } from '#host/ports/index.ts';
import { type AuditRecord, type RecordBody, Refused } from '#shared/model/index.ts';
import { redactValue } from '../redaction/redact-value.ts';
import type { OpenAppendFile } from './append-file.ts';
import { type AuditLine, writeLine } from './audit-line.ts';
import { ChainFiles } from './chain-files.ts';
import { findEnd, type LogEnd } from './find-end.ts';
import type { DurableEnd, SignedHeads } from './signed-heads.ts';

/** Records that nobody waits for are on disk this many milliseconds after they were written. */
export const SYNC_WITHIN_MS = 50;
const RETRY_EVERY_MS = 1000;

export interface AuditLogParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly heads: SignedHeads;
  readonly openFile: OpenAppendFile;
  readonly fileBytes: number;
}

/** A record that has been written, in its place. */
export interface Appended {
  readonly record: AuditRecord;
  /**
   * Resolves when it and all before it are on disk.
   * @throws Refused RECORDS_UNAVAILABLE
   */
  durable(): Promise<void>;
}

interface Waiting extends AuditLine {
  readonly resolve: () => void;
  readonly reject: (error: Refused) => void;
}

interface Failure {
  readonly error: unknown;
  readonly triedAtMs: number;
}

export class AuditLog {
  readonly #parts: AuditLogParts;
  readonly #files: ChainFiles;
  readonly #listeners = new Set<(record: AuditRecord) => void>();
  /** What was wrong with the log when it was opened. */
  readonly problem: string | null;
  readonly #openedAtSeq: number;
  /** The last record that was given a place, that was written, and that is on disk. */
  #placed: DurableEnd;
  #written: DurableEnd;
  #durable: DurableEnd;
  #queue: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #syncing = false;
  #syncWaiters: { readonly resolve: () => void; readonly reject: (error: Refused) => void }[] = [];
  #cancelSyncTimer: (() => void) | undefined;
  #failure: Failure | undefined;
  #mending: Promise<void> | undefined;
  #closed = false;

  private constructor(parts: AuditLogParts, end: LogEnd) {
    this.#parts = parts;
    this.#files = new ChainFiles(end, parts);
    this.problem = end.problem;
    this.#openedAtSeq = end.seq;
    const { newest } = parts.heads;
    const records = newest === undefined ? end.seq : newest.records + Math.max(0, end.seq - newest.seq);
    this.#durable = this.#written = this.#placed = { seq: end.seq, hash: end.hash, records };
  }

  /** Never fails for a log that cannot be written: that is its state then, and every append says so. */
  static async open(parts: AuditLogParts): Promise<AuditLog> {
    const end = await findEnd(parts.folder, parts.heads.newest);
    if (end.problem !== null) parts.log.error({ problem: end.problem }, 'the audit log is not as it was left');
    if (end.tornBytes > 0) parts.log.warn({ bytes: end.tornBytes }, 'a torn last line of the audit log was cut off');
    const auditLog = new AuditLog(parts, end);
    await auditLog.#files.prepare().catch((error: unknown) => auditLog.#fail(error, []));
    auditLog.#noteDurable(auditLog.#durable);
    return auditLog;
  }

  /** The last record on disk; `undefined` while there is none that is known to be right. */
  get durableEnd(): DurableEnd | undefined {
    const { seq } = this.#durable;
    return seq === 0 || (this.problem !== null && seq === this.#openedAtSeq) ? undefined : this.#durable;
  }

  get lastSeq(): number {
    return this.#written.seq;
  }

  /** Why nothing can be written; `undefined` while all is well. */
  get failure(): unknown {
    return this.#failure?.error;
  }

  /** @returns a function that stops listening */
  onAppended(listener: (record: AuditRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Redacts and appends. Resolves once the record is written and can only be lost with the machine; see `Appended.durable`.
   * @throws Refused RECORDS_UNAVAILABLE
   */
  async append(body: RecordBody): Promise<Appended> {
    if (this.#closed) throw unavailable(new Error('the audit log is closed'));
    if (this.#failure !== undefined) await this.#recover(this.#failure);
    const { clock } = this.#parts;
    const seq = this.#placed.seq + 1;
    const line = writeLine(seq, new Date(clock.nowMs()).toISOString(), redactValue(body), this.#placed.hash);
    this.#placed = { seq, hash: line.record.hash, records: this.#placed.records + 1 };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ ...line, resolve, reject });
    this.#writing ??= this.#writeQueue();
    await promise;
    return { record: line.record, durable: () => this.#untilDurable(seq) };
  }

  /** Writes and syncs what is there, signs the end, and takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    // A failure is on the status already, and whoever waited for a record was told.
    if (this.#failure === undefined) await this.#untilDurable(this.#written.seq).catch(() => undefined);
    this.#cancelSyncTimer?.();
    await this.#parts.heads.write();
    await this.#files.close();
  }

  async #writeQueue(): Promise<void> {
    // Whatever is appended in the same turn of the event loop is written together.
    await Promise.resolve();
    while (this.#queue.length > 0 && this.#failure === undefined) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        await this.#files.write(batch.map(({ bytes }) => bytes));
      } catch (error) {
        this.#fail(error, batch);
        break;
      }
      this.#noteWritten(batch);
    }
    this.#writing = undefined;
  }

  #noteWritten(batch: readonly Waiting[]): void {
    for (const { record, resolve } of batch) {
      this.#written = { seq: record.seq, hash: record.hash, records: this.#written.records + 1 };
      resolve();
      for (const listener of this.#listeners) this.#tell(listener, record);
    }
    this.#cancelSyncTimer ??= this.#parts.clock.after(SYNC_WITHIN_MS, () => {
      this.#cancelSyncTimer = undefined;
      this.#startSync();
    });
  }

  #tell(listener: (record: AuditRecord) => void, record: AuditRecord): void {
    try {
      listener(record);
    } catch (error) {
      this.#parts.log.error({ err: error, seq: record.seq }, 'somebody who listens to the audit log failed');
    }
  }

  async #untilDurable(seq: number): Promise<void> {
    if (this.#durable.seq >= seq) return;
    if (this.#failure !== undefined) throw unavailable(this.#failure.error);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#syncWaiters.push({ resolve, reject });
    this.#startSync();
    await promise;
  }

  #startSync(): void {
    if (this.#syncing || this.#failure !== undefined) return;
    this.#syncing = true;
    void this.#sync();
  }

  /** Everybody who waits has been written, so the sync that begins now is enough for all of them. */
  async #sync(): Promise<void> {
    do {
      const waiters = this.#syncWaiters;
      this.#syncWaiters = [];
      const end = this.#written;
      try {
        await this.#files.sync();
      } catch (error) {
        this.#syncWaiters.push(...waiters);
        this.#fail(error, []);
        break;
      }
      for (const { resolve } of waiters) resolve();
      this.#noteDurable(end);
    } while (this.#syncWaiters.length > 0 && this.#failure === undefined);
    this.#syncing = false;
  }

  #noteDurable(end: DurableEnd): void {
    this.#durable = end;
    if (this.durableEnd !== undefined) this.#parts.heads.note(end);
  }

  /** From here on nothing is taken. Whoever waits is told that it is not on record, whether it will be after the repair or not. */
  #fail(error: unknown, batch: readonly Waiting[]): void {
    const { clock, log } = this.#parts;
    this.#failure = { error, triedAtMs: clock.nowMs() };
    log.error({ err: error }, 'the audit log cannot be written; nothing new may run');
    const refused = unavailable(error);
    for (const { reject } of [...batch, ...this.#queue, ...this.#syncWaiters]) reject(refused);
    this.#queue = [];
    this.#syncWaiters = [];
  }

  async #recover({ error, triedAtMs }: Failure): Promise<void> {
    if (this.#mending === undefined) {
      const { clock } = this.#parts;
      const waited = clock.nowMs() - triedAtMs;
      // A clock that was set back must not keep the log shut.
      if (waited >= 0 && waited < RETRY_EVERY_MS) throw unavailable(error);
      this.#mending = this.#mend().finally(() => {
        this.#mending = undefined;
      });
    }
    await this.#mending;
  }

  async #mend(): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      await this.#writing;
      await this.#files.mend();
    } catch (error) {
      this.#failure = { error, triedAtMs: clock.nowMs() };
      throw unavailable(error);
    }
    // Places that were given to records which were never written are given again.
    this.#placed = this.#written;
    this.#failure = undefined;
    this.#noteDurable(this.#written);
    log.info({ seq: this.#written.seq }, 'the audit log can be written again');
  }
}

const unavailable = (cause: unknown): Refused => new Refused('RECORDS_UNAVAILABLE', { cause });
