/**
 * The log's files below the chain: which one is open, how far it is written and how far it is on disk. Keeps the lines that are not on
 * disk yet, so that after a failed write or sync the file can be put right without anybody's record being lost.
 */
import { lstat, open } from 'node:fs/promises';
import { syncFolder } from '#host/storage/index.ts';
import type { AppendFile, OpenAppendFile } from './append-file.ts';
import { auditFilePath } from './audit-files.ts';
import type { LogEnd } from './find-end.ts';

export interface ChainFilesParts {
  readonly folder: string;
  readonly openFile: OpenAppendFile;
  /** The next file is begun when one has this many bytes. */
  readonly fileBytes: number;
}

export class ChainFiles {
  readonly #parts: ChainFilesParts;
  #file: AppendFile | undefined;
  #number: number;
  /** Whether the file of this number has been made; until then the first write makes it. */
  #made: boolean;
  #bytes: number;
  #durableBytes: number;
  /** The last line on disk, to know the file again by. */
  #durableLine: Buffer;
  #unsynced: Buffer[] = [];
  /** Syncs, changes of file and repairs, one at a time; writes may go on beside a sync. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(end: LogEnd, parts: ChainFilesParts) {
    this.#parts = parts;
    this.#number = end.fileNumber;
    this.#made = end.keepBytes !== null;
    this.#bytes = end.keepBytes ?? 0;
    this.#durableBytes = this.#bytes;
    this.#durableLine = end.lastLine;
  }

  /** Opens the file that is there, and with that cuts off a torn last line. */
  prepare(): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#made) await this.#open();
    });
  }

  /** Appends whole lines. One call at a time. */
  async write(lines: readonly Buffer[]): Promise<void> {
    const full = this.#bytes >= this.#parts.fileBytes;
    const file = full || this.#file === undefined ? await this.#exclusively(() => this.#fileToWrite(full)) : this.#file;
    const bytes = lines.length === 1 && lines[0] !== undefined ? lines[0] : Buffer.concat(lines);
    await file.append(bytes);
    this.#bytes += bytes.length;
    this.#unsynced.push(...lines);
  }

  /** Resolves when everything written before the call is on disk. */
  sync(): Promise<void> {
    return this.#exclusively(() => this.#sync());
  }

  /**
   * After a failure: brings the file back to its last durable line and writes again what had been written since. Bytes are cut off only
   * beyond what was durable: a torn line, or lines that are written again at once, since after a failed sync nobody knows which of them
   * the disk has. Where the file is not the one that we left, the chain goes on in a new one.
   * No write may be under way.
   */
  mend(): Promise<void> {
    return this.#exclusively(async () => {
      await this.#closeFile();
      const known = this.#made && (await this.#isAsWeLeftIt());
      if (this.#made && !known) {
        this.#number += 1;
        this.#made = false;
        this.#durableBytes = 0;
        this.#durableLine = Buffer.alloc(0);
      }
      this.#bytes = this.#durableBytes;
      const file = await this.#open();
      const lines = Buffer.concat(this.#unsynced);
      await file.append(lines);
      this.#bytes += lines.length;
      await this.#sync();
    });
  }

  close(): Promise<void> {
    return this.#exclusively(() => this.#closeFile());
  }

  #exclusively<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(action, action);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #fileToWrite(full: boolean): Promise<AppendFile> {
    if (!full) return this.#file ?? this.#open();
    await this.#sync();
    await this.#closeFile();
    this.#number += 1;
    this.#made = false;
    this.#bytes = 0;
    this.#durableBytes = 0;
    this.#durableLine = Buffer.alloc(0);
    return this.#open();
  }

  async #open(): Promise<AppendFile> {
    const { folder, openFile } = this.#parts;
    if (this.#made) {
      this.#file = await openFile(auditFilePath(folder, this.#number), { keepBytes: this.#durableBytes });
      return this.#file;
    }
    // A file that somebody else put there is left alone.
    while (await exists(auditFilePath(folder, this.#number))) this.#number += 1;
    this.#file = await openFile(auditFilePath(folder, this.#number), 'new');
    this.#made = true;
    await syncFolder(folder);
    return this.#file;
  }

  async #sync(): Promise<void> {
    const bytes = this.#bytes;
    const lines = this.#unsynced.length;
    if (lines === 0) return;
    if (this.#file === undefined) throw new Error('the audit file is not open');
    await this.#file.sync();
    this.#durableBytes = bytes;
    this.#durableLine = this.#unsynced[lines - 1] ?? this.#durableLine;
    this.#unsynced.splice(0, lines);
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    // A file that failed may fail here again; what counts was said by `append` and `sync`.
    await file?.close().catch(() => undefined);
  }

  async #isAsWeLeftIt(): Promise<boolean> {
    try {
      await using file = await open(auditFilePath(this.#parts.folder, this.#number), 'r');
      const there = Buffer.alloc(this.#durableLine.length);
      const { bytesRead } = await file.read(there, 0, there.length, this.#durableBytes - there.length);
      return bytesRead === there.length && there.equals(this.#durableLine);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
