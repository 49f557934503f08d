/** The audit log, to read and to check. */
import type { Handlers } from '#shared/contract/index.ts';
import type { AuditRecord, AuditReport } from '#shared/model/index.ts';

type GroupHandlers = Pick<Handlers, 'audit.list' | 'audit.verify'>;

export interface AuditSlice {
  readonly records: {
    list(query: {
      readonly limit: number;
      readonly before?: number;
      readonly text?: string;
    }): Promise<readonly AuditRecord[]>;
    verify(): Promise<AuditReport>;
  };
}

export function auditHandlers({ records }: AuditSlice): GroupHandlers {
  return {
    'audit.list': ({ limit, before, text }) =>
      records.list({ limit, ...(before === undefined ? {} : { before }), ...(text === undefined ? {} : { text }) }),
    'audit.verify': () => records.verify(),
  };
}
