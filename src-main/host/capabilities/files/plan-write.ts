/** Plans that one file gets new content: what it holds now and what it would hold, both kept by hash until the request is over. */

import { lookInto, usable } from '#host/engines/files/index.ts';
import { hashBeside } from '#host/storage/index.ts';
import { type FileContent, type FileWritePlan, Refused, type Sha256, type WriteWay } from '#shared/model/index.ts';
import type { FileTerms } from '#shared/policy/compiled-policy.ts';
import type { FileParts } from './file-parts.ts';
import { lineCount } from './line-count.ts';
import type { Located } from './locate.ts';

export interface Now {
  readonly content: FileContent;
  readonly bytes: Buffer;
}

export interface Wish {
  readonly how: WriteWay;
  readonly createParents: boolean;
  /** What the file must hold, for the change to be made. */
  readonly expectedSha256: string | null;
  /** @param now `null`: nothing is there. @throws Refused */
  readonly bytesFrom: (now: Now | null) => Buffer<ArrayBuffer>;
  /** What `bytesFrom` most likely returns: hashed while the file is looked at. */
  readonly likely: Buffer<ArrayBuffer> | null;
}

/** @throws Refused FILE_…, BAD_INPUT */
export async function planWrite(
  { content }: Pick<FileParts, 'content'>,
  { session, workspace, named, path }: Located,
  wish: Wish,
  terms: Pick<FileTerms, 'maxWriteBytes'>,
): Promise<FileWritePlan> {
  const likely = wish.likely !== null && wish.likely.length <= terms.maxWriteBytes ? wish.likely : null;
  const likelyHash = likely === null ? null : hashBeside(likely);
  const { folder, parents, now } = await usable(named, () => lookInto(path, named, terms.maxWriteBytes));
  if (parents.length > 0 && !wish.createParents) {
    const message = `The folder of ${JSON.stringify(named)} does not exist. Make it first, or say create_parents.`;
    throw new Refused('FILE_NOT_FOUND', { message });
  }
  if (now !== null && wish.how === 'create') {
    throw new Refused('FILE_EXISTS', { message: `${JSON.stringify(named)} is there already, and mode is "create".` });
  }
  checkExpected(named, now, wish.expectedSha256);
  const bytes = wish.bytesFrom(now);
  if (bytes.length > terms.maxWriteBytes) {
    const message = `${JSON.stringify(named)} would have ${bytes.length} bytes, and the policy allows at most ${terms.maxWriteBytes}.`;
    throw new Refused('FILE_TOO_LARGE', { message });
  }
  const lines = lineCount(now?.bytes ?? null, bytes);
  const mode = now?.content.mode ?? 0o666 & ~process.umask();
  // Last, because nothing would let go of them if a step after it failed.
  const sha256 = await usable(named, () => keepBoth(content, now, bytes, bytes === likely ? likelyHash : null));
  return {
    ...{ kind: 'file.write', session, workspace, how: wish.how, named, path },
    ...{ folder, parents, before: now?.content ?? null },
    ...{ after: { sha256, bytes: bytes.length, mode }, lines },
  };
}

async function keepBoth(
  content: FileParts['content'],
  now: Now | null,
  bytes: Buffer<ArrayBuffer>,
  hash: Promise<Sha256> | null,
): Promise<Sha256> {
  const put = (hash ?? hashBeside(bytes)).then((sha256) => content.put(bytes, sha256));
  const puts = [put, ...(now === null ? [] : [content.put(now.bytes, now.content.sha256)])] as const;
  const [after, ...more] = await Promise.allSettled(puts);
  const failed = [after, ...more].find((put) => put.status === 'rejected');
  if (failed === undefined && after.status === 'fulfilled') return after.value;
  for (const put of [after, ...more]) if (put.status === 'fulfilled') await content.release(put.value);
  throw failed?.reason;
}

/** Lets go of what a plan kept. */
export async function releaseWrite(
  { content }: Pick<FileParts, 'content'>,
  { before, after }: FileWritePlan,
): Promise<void> {
  await content.release(after.sha256);
  if (before !== null) await content.release(before.sha256);
}

function checkExpected(named: string, now: Now | null, expected: string | null): void {
  if (expected === null || now?.content.sha256 === expected) return;
  const found = now === null ? 'it does not exist' : `its SHA-256 is ${now.content.sha256}`;
  throw new Refused('FILE_CHANGED', {
    message: `${JSON.stringify(named)} was expected to hold ${expected}, and ${found}.`,
  });
}
