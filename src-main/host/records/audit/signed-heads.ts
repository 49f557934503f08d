/**
 * Signs the end of the log now and then, so that a log whose tail was cut off shows it. What came after the newest head can be cut off
 * without a trace: at most `HEAD_EVERY_RECORDS` records or `HEAD_EVERY_MS` of them, and after an orderly close nothing. Somebody who can
 * put back an older copy of log and heads together is beyond this file; the host that is running notices that by its own memory.
 */
import type { KeyObject } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import type { Clock, Log } from '#host/ports/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import { eachLine } from '../lines.ts';
import { type AppendFile, openAppendFile } from './append-file.ts';
import { headsPath } from './audit-files.ts';
import { type Head, headLine, publicKeyOf, readHead, signHead } from './head.ts';

export const HEAD_EVERY_RECORDS = 500;
export const HEAD_EVERY_MS = 30_000;

/** The end of the log as far as it is on disk. */
export interface DurableEnd {
  readonly seq: number;
  readonly hash: string;
  readonly records: number;
}

export interface SignedHeadsParts {
  readonly folder: string;
  readonly key: KeyObject;
  readonly clock: Clock;
  readonly log: Log;
}

export class SignedHeads {
  readonly #parts: SignedHeadsParts;
  /** The newest head that was signed with our own key. */
  readonly newest: Head | undefined;
  readonly publicKey: string;
  #signedSeq: number;
  #end: DurableEnd | undefined;
  #bytes: number | null;
  #cancelTimer: (() => void) | undefined;
  #turn: Promise<void> = Promise.resolve();
  #failed = false;

  private constructor(parts: SignedHeadsParts, found: { newest: Head | undefined; bytes: number | null }) {
    this.#parts = parts;
    this.newest = found.newest;
    this.publicKey = publicKeyOf(parts.key);
    this.#signedSeq = found.newest?.seq ?? 0;
    this.#bytes = found.bytes;
  }

  static async open(parts: SignedHeadsParts): Promise<SignedHeads> {
    const path = headsPath(parts.folder);
    try {
      return new SignedHeads(parts, await readOwnHeads(path, publicKeyOf(parts.key)));
    } catch (error) {
      // Then none can be written either, which the status says; the log itself is as good as ever.
      parts.log.error({ err: error }, 'the signed heads of the audit log cannot be read');
      return new SignedHeads(parts, { newest: undefined, bytes: null });
    }
  }

  /** Whether the last try to write a head failed. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Told whenever more of the log is on disk. */
  note(end: DurableEnd): void {
    this.#end = end;
    if (end.seq - this.#signedSeq >= HEAD_EVERY_RECORDS) void this.write();
    else this.#cancelTimer ??= this.#parts.clock.after(HEAD_EVERY_MS, () => void this.write());
  }

  /** Signs what is on disk, if anything is new. Never rejects: a log without a fresh head is less well guarded, not wrong. */
  write(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#turn = this.#turn.then(() => this.#write());
    return this.#turn;
  }

  async #write(): Promise<void> {
    const end = this.#end;
    if (end === undefined || end.seq <= this.#signedSeq) return;
    const { folder, key, clock, log } = this.#parts;
    const at = new Date(clock.nowMs()).toISOString();
    const line = headLine(signHead({ seq: end.seq, records: end.records, hash: Sha256.parse(end.hash), at }, key));
    let file: AppendFile | undefined;
    try {
      // Opening it anew each time also cuts off what a failed write left behind.
      file = await openAppendFile(headsPath(folder), this.#bytes === null ? 'new' : { keepBytes: this.#bytes });
      this.#bytes ??= 0;
      await file.append(line);
      await file.sync();
      this.#bytes += line.length;
      this.#signedSeq = end.seq;
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) log.error({ err: error }, 'the head of the audit log could not be signed');
      this.#failed = true;
    } finally {
      await file?.close().catch(() => undefined);
    }
  }
}

async function readOwnHeads(path: string, key: string): Promise<{ newest: Head | undefined; bytes: number | null }> {
  try {
    await lstat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { newest: undefined, bytes: null };
    throw error;
  }
  const lines: Buffer[] = [];
  const { wholeBytes } = await eachLine(path, (line) => void lines.push(Buffer.from(line)));
  // From the end: checking thousands of signatures would take seconds, and the newest is what counts here.
  for (const line of lines.reverse()) {
    const head = readHead(line);
    if (head?.key === key) return { newest: head, bytes: wholeBytes };
  }
  return { newest: undefined, bytes: wholeBytes };
}
