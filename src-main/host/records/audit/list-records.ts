/** Reads the log from its end: a page of records, newest first. */
import type { Log } from '#host/ports/index.ts';
import { AuditRecord, type RequestId } from '#shared/model/index.ts';
import { firstLine, linesBackwards } from '../lines.ts';
import { auditFileNumbers, auditFilePath } from './audit-files.ts';
import { claimedLink } from './audit-line.ts';

export interface RecordsPage {
  /** Only records with a lower number. */
  readonly before?: number;
  readonly limit: number;
  /** Anywhere in a record, in whatever case. */
  readonly text?: string;
}

/** Lines that are no records are left out with a line in the log; `verify` names them. */
export async function listRecords(folder: string, page: RecordsPage, log: Log): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  const before = page.before ?? Number.POSITIVE_INFINITY;
  const matches = matcher(page.text);
  for (const number of (await auditFileNumbers(folder)).reverse()) {
    const path = auditFilePath(folder, number);
    if (before !== Number.POSITIVE_INFINITY && (await firstSeq(path)) >= before) continue;
    for await (const line of linesBackwards(path)) {
      if ((claimedLink(line)?.seq ?? 0) >= before || !matches(line)) continue;
      const record = readRecord(line);
      if (record === undefined) log.warn({ path }, 'a line of the audit log is no record');
      else records.push(record);
      if (records.length >= page.limit) return records;
    }
  }
  return records;
}

/** The records of one request, oldest first. Reads backwards and no further than to its beginning. */
export async function recordsOfRequest(folder: string, request: RequestId, log: Log): Promise<AuditRecord[]> {
  const matches = matcher(request);
  const found: AuditRecord[] = [];
  for (const number of (await auditFileNumbers(folder)).reverse()) {
    for await (const line of linesBackwards(auditFilePath(folder, number))) {
      if (!matches(line)) continue;
      const record = readRecord(line);
      if (record === undefined) log.warn({ number }, 'a line of the audit log is no record');
      else if ('request' in record.body && record.body.request === request) found.unshift(record);
      if (record?.body.type === 'requested' && record.body.request === request) return found;
    }
  }
  return found;
}

/** A file may have lines that are not ours in front: then it is read, not skipped. */
async function firstSeq(path: string): Promise<number> {
  const line = await firstLine(path);
  return line === undefined ? 0 : (claimedLink(line)?.seq ?? 0);
}

/** Looks in the line as it is written, where a quotation mark or a line break in a text is written with a backslash. */
function matcher(text: string | undefined): (line: Buffer) => boolean {
  if (text === undefined || text === '') return () => true;
  const wanted = JSON.stringify(text).slice(1, -1).toLowerCase();
  return (line) => line.toString('utf8').toLowerCase().includes(wanted);
}

function readRecord(line: Buffer): AuditRecord | undefined {
  try {
    return AuditRecord.safeParse(JSON.parse(line.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
