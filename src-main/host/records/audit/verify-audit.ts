/**
 * Checks an audit log from its files alone: no host, no private key, nothing written. Integrity is what the chain shows: every record is
 * there, in its place, unchanged. Completeness is what the signed heads show: nothing is missing at the end, up to the newest head; see
 * `signed-heads.ts` for what can lie behind it. Somebody who replaces the whole log and signs it with a key of his own is found out only
 * by whoever knows the right key: pass it as `trustedKey`.
 */
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditReport } from '#shared/model/index.ts';
import { eachLine } from '../lines.ts';
import { auditFileNumbers, auditFilePath, headsPath } from './audit-files.ts';
import { type Anchor, ChainCheck } from './chain-check.ts';
import { type Head, readHead } from './head.ts';

export interface VerifyOptions {
  /** The public key that heads must be signed with, as SPKI in base64. Without it the key of the first head counts. */
  readonly trustedKey?: string;
  /** A record that the host knows to be there. */
  readonly known?: { readonly seq: number; readonly hash: string };
}

/**
 * @param paths one audit folder, or files of one in their order; a file list may begin at any record
 * @throws Error when a path cannot be read
 */
export async function verifyAudit(paths: readonly string[], options: VerifyOptions = {}): Promise<AuditReport> {
  const first = await look(paths, options);
  if (!first.torn) return first.report;
  // A host that is writing this very moment shows a torn last line for an instant.
  await delay(100);
  return (await look(paths, options)).report;
}

interface Log {
  readonly files: readonly string[];
  readonly heads: string;
  readonly isFolder: boolean;
}

async function look(paths: readonly string[], options: VerifyOptions): Promise<{ report: AuditReport; torn: boolean }> {
  const log = await findLog(paths);
  // Heads first: they are written after the records that they sign, so none can be newer than what is read next.
  const heads = await readHeads(log.heads, options.trustedKey);
  const anchors = new Map<number, Anchor>(
    heads.good.map((head) => [head.seq, { hash: head.hash, said: `signed on ${head.at}` }]),
  );
  if (options.known !== undefined) {
    anchors.set(options.known.seq, { hash: options.known.hash, said: 'that this host wrote' });
  }
  const check = new ChainCheck(anchors, log.isFolder);
  let torn = false;
  for (const [index, file] of log.files.entries()) {
    const { tornBytes } = await eachLine(file, (line) => check.take(line));
    if (tornBytes === 0) continue;
    if (index === log.files.length - 1) torn = true;
    else check.take(Buffer.alloc(0));
  }
  return { report: reportOf(check, { anchors, heads, torn, isFolder: log.isFolder }), torn };
}

async function findLog(paths: readonly string[]): Promise<Log> {
  const [first] = paths;
  if (first === undefined) throw new Error('expected an audit folder or files of one');
  if (paths.length > 1 || !(await stat(first)).isDirectory()) {
    const files = await Promise.all(paths.map((path) => realpath(path)));
    return { files, heads: headsPath(dirname(files[0] ?? first)), isFolder: false };
  }
  const numbers = await auditFileNumbers(first);
  return { files: numbers.map((number) => auditFilePath(first, number)), heads: headsPath(first), isFolder: true };
}

interface Heads {
  readonly good: readonly Head[];
  /** What is wrong with the heads file, in a sentence. */
  readonly problem: string | null;
}

async function readHeads(path: string, trustedKey: string | undefined): Promise<Heads> {
  const good: Head[] = [];
  let problem: string | null = null;
  let lineNumber = 0;
  const { tornBytes } = await eachLine(path, (line) => {
    lineNumber += 1;
    const head = readHead(line);
    const key = trustedKey ?? good[0]?.key ?? head?.key;
    if (head === undefined) problem ??= `Line ${lineNumber} of the signed heads was changed.`;
    else if (head.key !== key) problem ??= `Line ${lineNumber} of the signed heads is signed with another key.`;
    else good.push(head);
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      problem = 'The signed heads cannot be read.';
    }
    return { tornBytes: 0 };
  });
  if (tornBytes > 0) problem ??= 'The last of the signed heads is not whole.';
  return { good, problem };
}

interface Found {
  readonly anchors: ReadonlyMap<number, Anchor>;
  readonly heads: Heads;
  readonly torn: boolean;
  readonly isFolder: boolean;
}

function reportOf(check: ChainCheck, { anchors, heads, torn, isFolder }: Found): AuditReport {
  const newest = [...anchors.keys()].reduce((highest, seq) => Math.max(highest, seq), 0);
  const cut = check.highestSeq < newest;
  const end = endProblem(check, newest, torn, heads);
  const integrity = check.firstBad !== null ? 'broken' : check.lines === 0 ? 'empty' : 'ok';
  const unsure = end !== null || newest === 0;
  return {
    integrity,
    // Files on their own are not the whole log: that later ones are missing says nothing about these.
    completeness: cut && isFolder ? 'cut' : cut || unsure ? 'unknown' : 'ok',
    records: check.lines,
    first_bad: check.firstBad ?? (cut && isFolder ? check.highestSeq + 1 : null),
    problem: check.problem ?? end,
  };
}

function endProblem(check: ChainCheck, newest: number, torn: boolean, heads: Heads): string | null {
  if (check.highestSeq < newest) {
    const from = check.highestSeq + 1;
    return `${from === newest ? `Record ${from} is` : `Records ${from} to ${newest} are`} missing at the end.`;
  }
  if (torn) return 'The last line is not whole: Countersign was stopped while it wrote, or the file was changed.';
  if (heads.problem !== null) return heads.problem;
  if (newest === 0 && check.lines > 0)
    return 'There is no signed head yet, so nobody can tell whether records are missing at the end.';
  return null;
}
