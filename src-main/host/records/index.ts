export { verifyAudit } from './audit/verify-audit.ts';
export { openRecords, type Records } from './records.ts';
