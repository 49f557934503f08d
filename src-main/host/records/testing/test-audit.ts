/** An audit folder of a test's own, with the writer open on it. */
import type { KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordBody, Refused } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { openAppendFile } from '../audit/append-file.ts';
import { auditFileNumbers, auditFilePath } from '../audit/audit-files.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { makeSigningKey, readSigningKey } from '../audit/head.ts';
import { SignedHeads } from '../audit/signed-heads.ts';
import type { FailingDisk } from './failing-disk.ts';
import { KeptLog } from './kept-log.ts';

export class TestAudit implements AsyncDisposable {
  readonly folder: string;
  readonly clock = new ManualClock();
  readonly log = new KeptLog();
  readonly key = readSigningKey(makeSigningKey());
  readonly #opened: AuditLog[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TestAudit> {
    return new TestAudit(await mkdtemp(join(tmpdir(), 'countersign-audit-')));
  }

  async open(how: { readonly disk?: FailingDisk; readonly fileBytes?: number; readonly key?: KeyObject } = {}) {
    const { folder, clock, log } = this;
    const heads = await SignedHeads.open({ folder, key: how.key ?? this.key, clock, log });
    const openFile = how.disk?.openFile ?? openAppendFile;
    const fileBytes = how.fileBytes ?? 16 * 1024 * 1024;
    const auditLog = await AuditLog.open({ folder, clock, log, heads, openFile, fileBytes });
    this.#opened.push(auditLog);
    return auditLog;
  }

  /** In a folder that somebody else removes. */
  static at(folder: string): TestAudit {
    return new TestAudit(folder);
  }

  /** Makes a closed log of so many records. */
  async fill(records: number, fileBytes?: number): Promise<void> {
    const auditLog = await this.open(fileBytes === undefined ? {} : { fileBytes });
    for (let count = 0; count < records; count += 1) await auditLog.append(note(`fill ${count}`));
    await auditLog.close();
  }

  path(number = 1): string {
    return auditFilePath(this.folder, number);
  }

  async lines(): Promise<string[]> {
    const numbers = await auditFileNumbers(this.folder);
    const texts = await Promise.all(numbers.map((number) => readFile(this.path(number), 'utf8')));
    return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const auditLog of this.#opened) await auditLog.close();
    await rm(this.folder, { recursive: true });
  }
}

/** A record about nothing. */
export const note = (text: string): RecordBody => ({ type: 'house', event: 'knock-refused', detail: { text } });

export const appendDurably = async (log: AuditLog, text: string): Promise<void> =>
  (await log.append(note(text))).durable();

/** @returns the code of the refusal, or `taken` */
export const refusedCode = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'taken',
    (error: Refused) => error.refusal.code,
  );

/** What a report says of a log with nothing wrong. */
export const sound = { integrity: 'ok', completeness: 'ok', first_bad: null, problem: null };
