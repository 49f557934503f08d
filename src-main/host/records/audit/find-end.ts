/**
 * Where the log goes on when it is opened. Only the last file is read: `verify` reads them all. What is found wrong is reported and left
 * as it is; nothing but a torn last line is ever cut off, and that was never durable, since a sync covers whole lines only.
 */

import { eachLine, linesBackwards } from '../lines.ts';
import { auditFileNumbers, auditFilePath } from './audit-files.ts';
import { claimedLink, type Link, NO_HASH, provenLink } from './audit-line.ts';
import type { Head } from './head.ts';

export interface LogEnd {
  /** The file that new records go to. */
  readonly fileNumber: number;
  /** Bytes of it that stay; `null` for a file that is not there yet. */
  readonly keepBytes: number | null;
  /** Its last line with the line break; empty for an empty file. */
  readonly lastLine: Buffer;
  /** Of the last record, or of the last good one with the number that new records count on from; 0 and zeros for an empty log. */
  readonly seq: number;
  readonly hash: string;
  /** Bytes of a line that was cut short by a crash. */
  readonly tornBytes: number;
  /** What is wrong with what is there, in a sentence. */
  readonly problem: string | null;
}

/** @param head the newest head that this host itself signed */
export async function findEnd(folder: string, head: Head | undefined): Promise<LogEnd> {
  const numbers = await auditFileNumbers(folder);
  const last = numbers.at(-1);
  if (last === undefined) return goOn(0, emptyFile, undefined, head);
  const before = numbers.at(-2);
  const previous = before === undefined ? undefined : await lastLink(auditFilePath(folder, before));
  return goOn(last, await readFileEnd(auditFilePath(folder, last), previous), previous, head);
}

interface FileEnd {
  readonly lines: number;
  readonly wholeBytes: number;
  readonly tornBytes: number;
  readonly lastLine: Buffer;
  /** The last record up to which everything is right. */
  readonly good: Link | undefined;
  /** The highest number that any line claims. */
  readonly highestSeq: number;
  readonly problem: string | null;
  /** Whether the problem lies between lines of this very file. */
  readonly brokenInside: boolean;
}

const emptyFile: FileEnd = {
  ...{ lines: 0, wholeBytes: 0, tornBytes: 0, lastLine: Buffer.alloc(0) },
  ...{ good: undefined, highestSeq: 0, problem: null, brokenInside: false },
};

async function readFileEnd(path: string, previous: Link | undefined): Promise<FileEnd> {
  let good: Link | undefined;
  let highestSeq = 0;
  let lines = 0;
  let problem: string | null = null;
  let brokenInside = false;
  let lastLine: Buffer = Buffer.alloc(0);
  const { wholeBytes, tornBytes } = await eachLine(path, (line) => {
    lines += 1;
    lastLine = Buffer.concat([line, Buffer.from('\n')]);
    highestSeq = Math.max(highestSeq, claimedLink(line)?.seq ?? 0);
    if (brokenInside) return;
    const link = provenLink(line);
    const expectedSeq = (good?.seq ?? 0) + 1;
    if (link === undefined || (good !== undefined && (link.prev !== good.hash || link.seq !== expectedSeq))) {
      problem = `The audit log is broken after record ${good?.seq ?? previous?.seq ?? 0}, in ${path}.`;
      brokenInside = true;
      return;
    }
    if (good === undefined && !follows(link, previous)) problem = `The audit log is broken before record ${link.seq}.`;
    good = link;
  });
  return { lines, wholeBytes, tornBytes, lastLine, good, highestSeq, problem, brokenInside };
}

const follows = (link: Link, previous: Link | undefined): boolean =>
  previous === undefined
    ? link.seq === 1 && link.prev === NO_HASH
    : link.seq === previous.seq + 1 && link.prev === previous.hash;

async function lastLink(path: string): Promise<Link | undefined> {
  for await (const line of linesBackwards(path)) return provenLink(line);
  return undefined;
}

/**
 * After a break, new records go to a new file. They hang on the last good record and count on from the highest number that was ever
 * used, so that no number says two things, and the hole stays in the log for `verify` to find.
 */
function goOn(number: number, file: FileEnd, previous: Link | undefined, head: Head | undefined): LogEnd {
  const { good: goodHere, tornBytes } = file;
  const good = goodHere ?? previous;
  const hash = good?.hash ?? NO_HASH;
  const missing = whatIsMissing(good, head);
  if (file.brokenInside || missing !== null) {
    const seq = Math.max(file.highestSeq, previous?.seq ?? 0, head?.seq ?? 0);
    const problem = file.problem ?? missing;
    return { fileNumber: number + 1, keepBytes: null, lastLine: Buffer.alloc(0), seq, hash, tornBytes: 0, problem };
  }
  return {
    fileNumber: Math.max(1, number),
    keepBytes: number === 0 ? null : file.wholeBytes,
    lastLine: file.lastLine,
    seq: good?.seq ?? 0,
    hash,
    tornBytes,
    problem: file.problem,
  };
}

function whatIsMissing(good: Link | undefined, head: Head | undefined): string | null {
  if (head === undefined || (good !== undefined && good.seq > head.seq)) return null;
  if (good?.seq === head.seq) {
    return good.hash === head.hash ? null : `Record ${head.seq} of the audit log is not the one that was signed.`;
  }
  return `The audit log ends at record ${good?.seq ?? 0}, but record ${head.seq} was there on ${head.at}.`;
}
