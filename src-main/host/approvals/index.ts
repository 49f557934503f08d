export { openApprovalStore } from './approval-store.ts';
export { Approvals } from './approvals.ts';
