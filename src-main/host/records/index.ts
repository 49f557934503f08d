export { verifyAudit } from './audit/verify-audit.ts';
export { openRecords } from './open-records.ts';
export type { Records } from './records.ts';
export { redactValue } from './redaction/redact-value.ts';
export type { RunsPage } from './transcripts/runs.ts';
