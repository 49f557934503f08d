/** How the audit log is, in a sentence for the status strip. */
import type { AuditReport } from '#shared/model/index.ts';

export interface AuditStatus {
  readonly writable: boolean;
  /** The newest record; 0 when there is none. */
  readonly lastSeq: number;
  /** When the whole log was last verified, ISO 8601; `null` before the first time. */
  readonly checkedAt: string | null;
  readonly sentence: string;
}

export interface AuditFacts {
  /** Why nothing can be written; `undefined` when it can. */
  readonly failure: unknown;
  readonly lastSeq: number;
  /** What was wrong when the log was opened. */
  readonly openedWith: string | null;
  /** Whether the last head could not be signed. */
  readonly unsigned: boolean;
  readonly report: AuditReport | undefined;
  readonly checkedAt: string | null;
}

export function auditStatus(facts: AuditFacts): AuditStatus {
  const { failure, lastSeq, checkedAt } = facts;
  return { writable: failure === undefined, lastSeq, checkedAt, sentence: sentenceOf(facts) };
}

function sentenceOf({ failure, lastSeq, openedWith, unsigned, report }: AuditFacts): string {
  if (failure !== undefined) {
    const why = failure instanceof Error ? failure.message : String(failure);
    return `The audit log cannot be written, so nothing new may run: ${why}. It is tried again with each request.`;
  }
  const broken = report !== undefined && (report.integrity === 'broken' || report.completeness === 'cut');
  if (broken) return report.problem ?? 'The audit log was changed.';
  if (openedWith !== null) return openedWith;
  if (unsigned) return 'The audit log is written, but its end cannot be signed: the disk may be full.';
  if (lastSeq === 0) return 'The audit log is empty.';
  const count = lastSeq === 1 ? '1 record' : `${lastSeq} records`;
  return report === undefined ? `${count}; not checked since the start.` : `${count}, each linked to the one before.`;
}
