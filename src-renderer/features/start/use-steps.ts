/** How far somebody has come with setting up, read from what is there; only having looked at the policy must be remembered. */
import { useEffect } from 'react';
import { approvalsInput, useOperation } from '#renderer/client/queries.ts';

const policySeenKey = 'countersign.policy-seen';

export interface Steps {
  readonly client: boolean;
  readonly connected: boolean;
  readonly policy: boolean;
  readonly approved: boolean;
  readonly all: boolean;
}

/** @returns `null` while it is not known */
export function useSteps(): Steps | null {
  const clients = useOperation('clients.list', {});
  const approvals = useOperation('approvals.list', approvalsInput);
  if (clients.data === undefined || approvals.data === undefined) return null;
  const client = clients.data.some(({ revoked }) => !revoked);
  const connected = clients.data.some(({ last_seen_at, revoked }) => last_seen_at !== null && !revoked);
  const policy = globalThis.localStorage.getItem(policySeenKey) !== null;
  const approved = approvals.data.some(({ state }) => state === 'approved');
  return { client, connected, policy, approved, all: connected && approved };
}

/** Remembers that the policy was looked at. */
export function usePolicySeen(): void {
  useEffect(() => globalThis.localStorage.setItem(policySeenKey, 'yes'), []);
}
