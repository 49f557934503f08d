/** The standing grants that count now: neither ended nor run out; and what they are called. */
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
  const end = (grant: StandingGrant): number => Date.parse(grant.expires_at ?? '') || Number.POSITIVE_INFINITY;
  return useStandingGrants()
    .filter(({ scope }) => scope === 'workspace')
    .toSorted((a, b) => end(a) - end(b));
}

export const scopeNames: Readonly<Record<StandingGrant['scope'], string>> = {
  exact: 'exactly one plan',
  rule: 'whatever has the rule’s shape',
  template: 'one template',
  workspace: 'whatever the policy asks about, sandboxed in one folder: a trusted session',
};

export const lifetimeNames: Readonly<Record<StandingGrant['lifetime'], string>> = {
  session: 'until its session ends',
  hour: 'for 1 hour',
  'until-quit': 'until Countersign quits',
};

/** How one ended, in a word or two. */
export function endedWords(grant: StandingGrant): string {
  switch (grant.ended) {
    case null:
    case 'expired':
      return 'ran out';
    case 'revoked':
      return 'revoked';
    case 'locked':
      return 'locked';
    case 'session-over':
      return 'session over';
    case 'host-quit':
      return 'Countersign quit';
    default:
      return grant.ended satisfies never;
  }
}
