export { type VerifyOptions, verifyAudit } from './audit/verify-audit.ts';
export type { AuditStatus } from './audit-status.ts';
export { openRecords, type Records, type RecordsParts } from './records.ts';
