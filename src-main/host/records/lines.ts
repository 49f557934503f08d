/** Lines of a file as bytes, forwards and backwards, in blocks: a file of any size, a line of any length. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const BLOCK_BYTES = 256 * 1024;
const LINE_BREAK = 0x0a;

/** A link, a device or a pipe could lead anywhere and never end. */
async function openPlain(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error(`${path} is not a file`);
}

/**
 * Calls `take` for each whole line, without its line break; the bytes are only good until it returns.
 * @returns the bytes of all whole lines, and how many bytes without a line break follow them
 */
export async function eachLine(
  path: string,
  take: (line: Buffer) => void,
): Promise<{ wholeBytes: number; tornBytes: number }> {
  await using file = await openPlain(path);
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let wholeBytes = 0;
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, null);
    if (bytesRead === 0) return { wholeBytes, tornBytes: rest.length };
    const read = block.subarray(0, bytesRead);
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    let from = 0;
    for (let to = bytes.indexOf(LINE_BREAK, rest.length); to !== -1; to = bytes.indexOf(LINE_BREAK, from)) {
      take(bytes.subarray(from, to));
      from = to + 1;
    }
    wholeBytes += from;
    rest = Buffer.from(bytes.subarray(from));
  }
}

/**
 * Whole lines from the first to the last, without their line breaks; what follows the last line break is left out. All of them pass
 * through one buffer: a line is good until the next is asked for.
 */
export async function* linesForwards(path: string): AsyncGenerator<Buffer> {
  await using file = await openPlain(path);
  let buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  let held = 0;
  for (;;) {
    if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const { bytesRead } = await file.read(buffer, held, buffer.length - held, null);
    if (bytesRead === 0) return;
    const seen = held;
    held += bytesRead;
    let from = 0;
    for (let to = buffer.indexOf(LINE_BREAK, seen); to !== -1 && to < held; to = buffer.indexOf(LINE_BREAK, from)) {
      yield buffer.subarray(from, to);
      from = to + 1;
    }
    buffer.copyWithin(0, from, held);
    held -= from;
  }
}

/** Whole lines from the last to the first, without their line breaks; what follows the last line break is left out. */
export async function* linesBackwards(path: string): AsyncGenerator<Buffer> {
  await using file = await openPlain(path);
  let position = (await file.stat()).size;
  // The parts of the line whose end has been seen and whose start has not; `null` before the file's last line break.
  let parts: Buffer[] | null = null;
  while (position > 0) {
    const length = Math.min(BLOCK_BYTES, position);
    const block = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(block, 0, length, position - length);
    if (bytesRead < length) throw new Error(`${path} became shorter while it was read`);
    position -= length;
    let to = length;
    for (
      let at = block.lastIndexOf(LINE_BREAK);
      at !== -1;
      at = at === 0 ? -1 : block.lastIndexOf(LINE_BREAK, at - 1)
    ) {
      const piece = block.subarray(at + 1, to);
      if (parts !== null) yield parts.length === 0 ? piece : Buffer.concat([piece, ...parts]);
      parts = [];
      to = at;
    }
    if (parts !== null) parts.unshift(block.subarray(0, to));
  }
  if (parts !== null) yield Buffer.concat(parts);
}

/** @returns the first whole line of a file */
export async function firstLine(path: string): Promise<Buffer | undefined> {
  await using file = await openPlain(path);
  let seen = Buffer.alloc(0);
  for (;;) {
    const block = Buffer.allocUnsafe(8192);
    const { bytesRead } = await file.read(block, 0, block.length, null);
    if (bytesRead === 0) return undefined;
    const end = block.subarray(0, bytesRead).indexOf(LINE_BREAK);
    seen = Buffer.concat([seen, block.subarray(0, end === -1 ? bytesRead : end)]);
    if (end !== -1) return seen;
  }
}
