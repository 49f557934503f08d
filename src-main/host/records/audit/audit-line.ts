/**
 * One record as one line. The line is the record's canonical JSON, so its members stand in the order at, body, hash, prev, seq, and
 * taking the hash member out of it leaves exactly the canonical JSON of the other four: what the hash is taken of. A line can therefore
 * be checked as bytes, without reading its JSON.
 */
import { createHash } from 'node:crypto';
import { type AuditRecord, canonicalJson, type RecordBody, Sha256 } from '#shared/model/index.ts';

/** What the first record names as the hash before it. */
export const NO_HASH = '0'.repeat(64);

/** A record's place in the chain. */
export interface Link {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
}

export interface AuditLine {
  readonly record: AuditRecord;
  /** With its line break. */
  readonly bytes: Buffer;
}

const HASH_MEMBER_LENGTH = ',"hash":""'.length + 64;
const LONGEST_TAIL = 180;
const tailPattern = /,"hash":"([0-9a-f]{64})","prev":"([0-9a-f]{64})","seq":([1-9]\d{0,15})\}$/;

/** @throws TypeError when the body is not JSON */
export function writeLine(seq: number, at: string, body: RecordBody, prev: string): AuditLine {
  const front = `{"at":${JSON.stringify(at)},"body":${canonicalJson(body)}`;
  const back = `,"prev":"${prev}","seq":${seq}}`;
  const hash = createHash('sha256').update(front).update(back).digest('hex');
  return {
    record: { seq, at, body, prev: Sha256.parse(prev), hash: Sha256.parse(hash) },
    bytes: Buffer.from(`${front},"hash":"${hash}"${back}\n`),
  };
}

/** What a line says of its place, whether true or not. @param line without its line break */
export function claimedLink(line: Buffer): Link | undefined {
  const match = tailPattern.exec(line.toString('latin1', Math.max(0, line.length - LONGEST_TAIL)));
  const [, hash, prev, seq] = match ?? [];
  return hash === undefined || prev === undefined || seq === undefined ? undefined : { seq: Number(seq), prev, hash };
}

/** @returns the line's place if its hash is right, which it is only for the very bytes that were written */
export function provenLink(line: Buffer): Link | undefined {
  const link = claimedLink(line);
  if (link === undefined) return undefined;
  const backLength = ',"prev":"","seq":}'.length + 64 + String(link.seq).length;
  const hashAt = line.length - backLength - HASH_MEMBER_LENGTH;
  const hash = createHash('sha256')
    .update(line.subarray(0, hashAt))
    .update(line.subarray(line.length - backLength))
    .digest('hex');
  return hash === link.hash ? link : undefined;
}
