/** Reads a part of an open file: bytes from an offset on, or lines. */
import type { FileHandle } from 'node:fs/promises';
import { Refused } from '#shared/model/index.ts';

const PIECE_BYTES = 256 * 1024;
/** So much is looked through for a line; a file with more before it is for bytes. */
const MOST_SCANNED_BYTES = 1024 ** 3;
const NEWLINE = 10;

export interface ReadPart {
  readonly bytes: Buffer<ArrayBuffer>;
  /** Where `bytes` begin. */
  readonly offset: number;
  /** Of the whole file, when it was read. */
  readonly size: number;
  /** Number of the first and last line, for lines. */
  readonly lines: { readonly from: number; readonly to: number; readonly total: number | null } | null;
}

export async function readBytes(file: FileHandle, offset: number, limit: number): Promise<ReadPart> {
  const size = Number((await file.stat({ bigint: true })).size);
  const wanted = Math.max(0, Math.min(limit, size - offset));
  const buffer = Buffer.allocUnsafe(wanted);
  let filled = 0;
  while (filled < wanted) {
    const { bytesRead } = await file.read(buffer, filled, wanted - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return { bytes: buffer.subarray(0, filled), offset, size, lines: null };
}

/** @param from 1-based @param limit the most bytes; a line that does not fit any more is left for the next call */
export async function readLines(
  file: FileHandle,
  { from, count, limit }: { readonly from: number; readonly count: number; readonly limit: number },
  signal: AbortSignal,
): Promise<ReadPart> {
  const found = await startOfLine(file, from, signal);
  if (found.offset === null) {
    const size = Number((await file.stat({ bigint: true })).size);
    return { bytes: Buffer.alloc(0), offset: size, size, lines: { from, to: from - 1, total: found.lines } };
  }
  const part = await readBytes(file, found.offset, limit);
  const end = endOfLines(part.bytes, count);
  const isLast = end === null && found.offset + part.bytes.length >= part.size;
  const bytes = part.bytes.subarray(0, end ?? (isLast ? part.bytes.length : wholeLines(part.bytes)));
  const to = from + countLines(bytes) - 1;
  return { ...part, bytes, lines: { from, to, total: isLast ? to : null } };
}

/** @returns where the line begins; or how many lines there are, when there are fewer */
async function startOfLine(
  file: FileHandle,
  line: number,
  signal: AbortSignal,
): Promise<{ readonly offset: number } | { readonly offset: null; readonly lines: number }> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let [at, newlines, endsOpen] = [0, 0, false];
  while (newlines < line - 1) {
    signal.throwIfAborted();
    if (at > MOST_SCANNED_BYTES) throw tooFar(line);
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return { offset: null, lines: newlines + (endsOpen ? 1 : 0) };
    const read = piece.subarray(0, bytesRead);
    for (let next = read.indexOf(NEWLINE); next >= 0; next = read.indexOf(NEWLINE, next + 1)) {
      newlines += 1;
      if (newlines === line - 1) return { offset: at + next + 1 };
    }
    endsOpen = read.at(-1) !== NEWLINE;
    at += bytesRead;
  }
  return { offset: 0 };
}

/** Where `count` lines end; `null` when there are fewer. */
function endOfLines(bytes: Buffer, count: number): number | null {
  let newlines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    newlines += 1;
    if (newlines === count) return at + 1;
  }
  return null;
}

/** Whole lines where there is at least one; else so much of the first as there is. */
function wholeLines(bytes: Buffer): number {
  const newline = bytes.lastIndexOf(NEWLINE);
  return newline < 0 ? bytes.length : newline + 1;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count + (bytes.length > 0 && bytes.at(-1) !== NEWLINE ? 1 : 0);
}

const tooFar = (line: number): Refused =>
  new Refused('FILE_TOO_LARGE', {
    message: `Line ${line} is more than 1 GB into the file. Read by offset and limit instead.`,
  });
