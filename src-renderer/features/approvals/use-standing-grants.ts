/** The standing grants that count now: neither ended nor run out. */
import { grantsInput, useOperation } from '#renderer/client/queries.ts';
import { useNow } from '#renderer/ui/now.ts';
import type { StandingGrant } from '#shared/model/index.ts';

export const counts = (grant: StandingGrant, now: number): boolean =>
  grant.ended === null && (grant.expires_at === null || Date.parse(grant.expires_at) > now);

export function useStandingGrants(): readonly StandingGrant[] {
  const { data } = useOperation('grants.list', grantsInput);
  const now = useNow(1000);
  return (data ?? []).filter((grant) => counts(grant, now));
}

/** Trusted sessions among them, the one that ends first first. */
export function useTrusted(): readonly StandingGrant[] {
  return useStandingGrants()
    .filter(({ scope }) => scope === 'workspace')
    .toSorted((a, b) => (a.expires_at ?? '').localeCompare(b.expires_at ?? ''));
}
