export type { Waited } from './approvals.ts';
export { hashesWaiting, openApprovalsDb } from './approvals-db.ts';
export { type ApprovalsRoom, openApprovals } from './open-approvals.ts';
export type { StandingRule } from './reach-of-answer.ts';
