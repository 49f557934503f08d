/**
 * Files that are handed over in pieces. A transfer belongs to the client and session that opened it, is for one path, and ends when it is
 * complete, when its session ends, or when it was not used for long. What was handed in lies in a folder of Countersign's own until the
 * last piece, and not after it.
 */
import { open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#host/ports/index.ts';
import { freshId } from '#host/storage/index.ts';
import { type ClientName, Refused, type SessionId, type Sha256, TransferId } from '#shared/model/index.ts';
import type { FileTerms } from '#shared/policy/compiled-policy.ts';

export interface Owner {
  readonly client: ClientName;
  readonly session: SessionId | null;
  /** Fires when the session ends. */
  readonly ended: AbortSignal | null;
}

/** A file as it was when its download began. */
export interface Source {
  readonly device: string;
  readonly inode: string;
  readonly bytes: number;
  readonly modifiedNs: string;
  readonly sha256: Sha256;
}

export interface Transfer {
  readonly id: TransferId;
  readonly client: ClientName;
  readonly session: SessionId | null;
  readonly path: string;
  /** `null` for an upload. */
  readonly source: Source | null;
  /** Bytes that were handed in. */
  readonly received: number;
}

interface Kept extends Transfer {
  received: number;
  cancelExpiry: () => void;
  readonly untie: () => void;
}

export type TransferTerms = Pick<FileTerms, 'transferIdleMs' | 'transfersPerClient' | 'uploadQuotaBytes'>;

export interface TransferParts {
  /** Emptied at the start: no transfer survives the host. */
  readonly folder: string;
  readonly clock: Clock;
  readonly terms: () => TransferTerms;
}

export class Transfers {
  readonly #parts: TransferParts;
  readonly #kept = new Map<TransferId, Kept>();

  private constructor(parts: TransferParts) {
    this.#parts = parts;
  }

  static async open(parts: TransferParts): Promise<Transfers> {
    for (const name of await readdir(parts.folder)) await unlink(join(parts.folder, name));
    return new Transfers(parts);
  }

  /** @throws Refused UNKNOWN_TRANSFER for another client's, another session's, another path's, and one that never was */
  find(id: TransferId, owner: Omit<Owner, 'ended'>, path: string): Transfer {
    const transfer = this.#kept.get(id);
    if (transfer?.client !== owner.client || transfer.session !== owner.session) {
      throw new Refused('UNKNOWN_TRANSFER', { message: `This client and session have no transfer ${id}.` });
    }
    if (transfer.path !== path) {
      throw new Refused('UNKNOWN_TRANSFER', { message: `Transfer ${id} is for another path than the one given.` });
    }
    return transfer;
  }

  /** @throws Refused TRANSFER_LIMIT */
  begin(owner: Owner, path: string, source: Source | null): Transfer {
    const { transfersPerClient } = this.#parts.terms();
    if (this.#of(owner.client).length >= transfersPerClient) {
      const message = `This client has ${transfersPerClient} transfers open, which is the limit.`;
      throw new Refused('TRANSFER_LIMIT', { message });
    }
    const id = TransferId.parse(freshId('trf_'));
    const end = (): void => void this.end(id);
    owner.ended?.addEventListener('abort', end, { once: true });
    const untie = (): void => owner.ended?.removeEventListener('abort', end);
    const { client, session } = owner;
    const transfer: Kept = { id, client, session, path, source, received: 0, untie, cancelExpiry: () => undefined };
    this.#kept.set(id, transfer);
    this.#used(transfer);
    return transfer;
  }

  /** Room for so much more? @throws Refused TRANSFER_LIMIT */
  checkQuota(client: ClientName, more: number): void {
    const { uploadQuotaBytes } = this.#parts.terms();
    const taken = this.#of(client).reduce((sum, { received }) => sum + received, 0);
    if (taken + more <= uploadQuotaBytes) return;
    const message = `This client’s unfinished uploads take up ${taken} bytes, and at most ${uploadQuotaBytes} are allowed.`;
    throw new Refused('TRANSFER_LIMIT', { message });
  }

  /** Keeps a piece that follows what is there. @throws Refused BAD_INPUT when it does not */
  async append(id: TransferId, offset: number, piece: Uint8Array): Promise<Transfer> {
    const transfer = this.#kept.get(id);
    if (transfer === undefined) throw new Refused('UNKNOWN_TRANSFER');
    if (offset !== transfer.received) throw outOfOrder(offset, transfer.received, true);
    // Counted before it is written, so that the same offset cannot be taken twice at once.
    transfer.received += piece.byteLength;
    try {
      const file = await open(this.#pathOf(id), 'a', 0o600);
      try {
        await file.writeFile(piece);
      } finally {
        await file.close();
      }
    } catch (error) {
      await this.end(id);
      throw error;
    }
    this.#used(transfer);
    return transfer;
  }

  /** What was handed in so far. */
  async received({ id, received }: Transfer): Promise<Buffer> {
    if (received === 0) return Buffer.alloc(0);
    const bytes = await readFile(this.#pathOf(id));
    if (bytes.length !== received) throw new Error(`transfer ${id} holds ${bytes.length} bytes, and ${received} came`);
    return bytes;
  }

  /** A piece was handed out. */
  used(id: TransferId): void {
    const transfer = this.#kept.get(id);
    if (transfer !== undefined) this.#used(transfer);
  }

  /** Complete, or given up. */
  async end(id: TransferId): Promise<void> {
    const transfer = this.#kept.get(id);
    if (transfer === undefined) return;
    this.#kept.delete(id);
    transfer.cancelExpiry();
    transfer.untie();
    await unlink(this.#pathOf(id)).catch(() => undefined);
  }

  /** A client’s token was revoked. */
  async endAllOf(client: ClientName): Promise<void> {
    await Promise.all(this.#of(client).map(({ id }) => this.end(id)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.keys()].map((id) => this.end(id)));
  }

  #of(client: ClientName): readonly Kept[] {
    return [...this.#kept.values()].filter((transfer) => transfer.client === client);
  }

  #used(transfer: Kept): void {
    transfer.cancelExpiry();
    transfer.cancelExpiry = this.#parts.clock.after(
      this.#parts.terms().transferIdleMs,
      () => void this.end(transfer.id),
    );
  }

  #pathOf(id: TransferId): string {
    return join(this.#parts.folder, id);
  }
}

/** @param isUnderWay whether it is a piece of an upload that was begun */
export function outOfOrder(offset: number, expected: number, isUnderWay: boolean): Refused {
  return new Refused('BAD_INPUT', {
    message: `chunk_offset is ${offset}, and the next byte that is missing is ${expected}.`,
    hint: isUnderWay
      ? `Send the piece that begins at ${expected}.`
      : 'Say transfer_id, as the answer to the first piece gave it, or begin with chunk_offset 0.',
  });
}
