/** One standing grant: what it lets through, until when, how it was used, where it comes from, and the button that ends it. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { grantChanged } from '#renderer/client/live-updates.ts';
import { useCommand } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Fact, Notice } from '#renderer/ui/card.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { StandingGrant } from '#shared/model/index.ts';
import { clock, exactTime, shortId } from '#shared/text/index.ts';
import { FolderPath } from '../plan/pinned.tsx';
import { RuleLink } from '../plan/rule-link.tsx';
import { counts, endedWords, lifetimeNames, scopeNames } from './standing.ts';

export function GrantCard({ grant, home }: { readonly grant: StandingGrant; readonly home: string }): ReactNode {
  const now = useNow(1000);
  const standing = counts(grant, now);
  return (
    <article className="card" aria-labelledby={`title-${grant.id}`}>
      <header className="card-part">
        <div className="card-who">
          <strong>
            <Visible text={grant.client} />
          </strong>
          <span className="card-end">
            {standing ? (
              <Said tone="ask" icon="hand">
                {grant.expires_at === null ? 'stands' : `${clock(Date.parse(grant.expires_at) - now)} left`}
              </Said>
            ) : (
              <Said tone="plain" icon="gone">
                {endedWords(grant)}
              </Said>
            )}
          </span>
        </div>
        <h1 className="card-title" id={`title-${grant.id}`}>
          <Visible text={grant.summary} mode="layout" />
        </h1>
      </header>
      <section className="card-part" aria-label="What it is">
        <Facts grant={grant} home={home} />
      </section>
      {standing && <Revoke grant={grant} />}
    </article>
  );
}

function Facts({ grant, home }: { readonly grant: StandingGrant; readonly home: string }): ReactNode {
  return (
    <dl className="facts">
      <Fact term="Lets through" inWords>
        {scopeNames[grant.scope]}
      </Fact>
      {grant.workspace !== null && (
        <Fact term="Folder">
          <FolderPath path={grant.workspace} home={home} />
        </Fact>
      )}
      <Fact term="Stands" inWords>
        {grant.scope === 'workspace' ? 'for its time' : lifetimeNames[grant.lifetime]}
        {grant.expires_at !== null && `, to ${exactTime(grant.expires_at)}`}
      </Fact>
      <Fact term="Last used" inWords>
        {grant.last_used_at === null ? 'never' : <Ago iso={grant.last_used_at} />}
      </Fact>
      <Fact term="Uses" inWords>
        {grant.uses}
      </Fact>
      <Fact term="Given" inWords>
        <Ago iso={grant.given_at} />, by <Visible text={grant.given_by} mode="layout" />
      </Fact>
      {grant.rule !== null && (
        <Fact term="Rule" inWords>
          <RuleLink rule={grant.rule} />
        </Fact>
      )}
      {grant.approval !== null && (
        <Fact term="From" inWords>
          <Link href={`/approvals/${grant.approval}`}>the request that was approved</Link>
        </Fact>
      )}
      {grant.session !== null && (
        <Fact term="Session">
          <span title={grant.session}>{shortId(grant.session)}</span>
        </Fact>
      )}
    </dl>
  );
}

/** It only takes away, so it does not ask first. */
function Revoke({ grant }: { readonly grant: StandingGrant }): ReactNode {
  const cache = useQueryClient();
  const announce = useAnnounce();
  const revoking = useCommand('grants.revoke');
  const revoke = (): void =>
    revoking.mutate(
      { id: grant.id },
      {
        onSuccess(ended) {
          grantChanged(cache, ended);
          announce(`Ended: ${ended.summary}`);
        },
        onError: () => void cache.invalidateQueries({ queryKey: ['grants.list'] }),
      },
    );
  return (
    <footer className="card-part">
      {revoking.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It was not ended. <Visible text={revoking.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      <div className="card-row">
        <Button tone="deny" inert={revoking.isPending} onClick={revoke}>
          {grant.scope === 'workspace' ? 'End the trusted session' : 'Revoke'}
        </Button>
        <span className="quiet">What runs already goes on; the next request is asked again.</span>
      </div>
    </footer>
  );
}
