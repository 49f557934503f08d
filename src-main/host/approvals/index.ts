export { hashesWaiting, openApprovalsDb } from './approvals-db.ts';
export { type ApprovalsRoom, openApprovals } from './open-approvals.ts';
export type { StandingRule } from './reach-of-answer.ts';
export type { Waited } from './wait-for-answer.ts';
