/** What of the policy's limits the guards hold requests to. Asked for anew each time, since the policy can change while requests wait. */
import type { PolicyLimits } from '#shared/policy/compiled-policy.ts';

export type GuardLimits = Pick<
  PolicyLimits,
  'concurrent' | 'concurrentPerClient' | 'concurrentByTool' | 'queueWaitMs' | 'queuedPerClient'
>;
