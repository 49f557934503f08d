/** A piece of a file that is handed out: of the very state that the file was in when its first piece was. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type FileDownloadPlan, Refused, Sha256 } from '#shared/model/index.ts';
import { anchorFolder } from './anchor-folder.ts';
import { openRegular } from './open-regular.ts';
import { readBytes } from './read-part.ts';
import { drifted } from './write-file.ts';

const PIECE_BYTES = 1024 * 1024;

export interface FileState {
  readonly device: string;
  readonly inode: string;
  readonly bytes: number;
  readonly modifiedNs: string;
  readonly sha256: Sha256;
}

/** @param known the state when the transfer began; `null`: it begins now */
export async function downloadPart(
  { file: seen, offset, limit }: FileDownloadPlan,
  known: FileState | null,
  signal: AbortSignal,
): Promise<{ readonly source: FileState; readonly bytes: Buffer }> {
  await using folder = await anchorFolder(dirname(seen.path));
  const { file, stat } = await openRegular(folder, basename(seen.path), seen.named);
  try {
    if (`${stat.dev}` !== seen.device || `${stat.ino}` !== seen.inode)
      throw drifted(`${seen.named} is a different file now`);
    if (known !== null && !isSame(known, stat)) throw changed(seen.named);
    const source = known ?? (await stateOf(file, stat, signal));
    const { bytes } = await readBytes(file, offset, limit);
    if (!isSame(source, await file.stat({ bigint: true }))) throw changed(seen.named);
    return { source, bytes };
  } finally {
    await file.close();
  }
}

async function stateOf(file: FileHandle, stat: BigIntStats, signal: AbortSignal): Promise<FileState> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const bytes = Number(stat.size);
  for (let at = 0; at < bytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(piece, 0, Math.min(PIECE_BYTES, bytes - at), at);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
  const sha256 = Sha256.parse(hash.digest('hex'));
  return { device: `${stat.dev}`, inode: `${stat.ino}`, bytes, modifiedNs: `${stat.mtimeNs}`, sha256 };
}

function isSame({ device, inode, bytes, modifiedNs }: FileState, stat: BigIntStats): boolean {
  return (
    `${stat.dev}` === device &&
    `${stat.ino}` === inode &&
    Number(stat.size) === bytes &&
    `${stat.mtimeNs}` === modifiedNs
  );
}

const changed = (named: string): Refused =>
  new Refused('FILE_CHANGED', {
    message: `${JSON.stringify(named)} was changed since its download began.`,
    hint: 'Begin again with offset 0, without transfer_id.',
  });
