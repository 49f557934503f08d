/** Trusted sessions in the status strip: seen on every screen for as long as they last, with the time that is left and the way to end each. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { grantChanged } from '#renderer/client/live-updates.ts';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Icon } from '#renderer/ui/icons.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { StandingGrant } from '#shared/model/index.ts';
import { baseName, clock } from '#shared/text/index.ts';
import { useTrusted } from './standing.ts';

const lastMs = 60_000;

export function TrustedSessions(): ReactNode {
  const trusted = useTrusted();
  return trusted.map((grant) => <Trusted key={grant.id} grant={grant} />);
}

function Trusted({ grant }: { readonly grant: StandingGrant }): ReactNode {
  const cache = useQueryClient();
  const ending = useCommand('grants.revoke');
  const now = useNow(1000);
  const left = Date.parse(grant.expires_at ?? '') - now;
  const end = (): void => ending.mutate({ id: grant.id }, { onSuccess: (ended) => grantChanged(cache, ended) });
  return (
    <span className="strip-trust" data-last={left < lastMs}>
      <Icon name="warning" />
      <Link href={`/permissions/${grant.id}`} title={grant.summary}>
        Trusted: <Visible text={grant.client} /> in <Visible text={baseName(grant.workspace ?? '')} />
      </Link>
      <span className="figures" role="timer" aria-label="Time left">
        {clock(left)}
      </span>
      <Button
        tone="bare"
        inert={ending.isPending}
        onClick={end}
        aria-label={`End the trusted session of ${grant.client}`}
      >
        {ending.error === null ? 'end' : 'not ended: try again'}
      </Button>
    </span>
  );
}
