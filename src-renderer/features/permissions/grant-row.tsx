/** A standing grant as a row: who, how long it stands still or how it ended, and what it lets through. */
import type { ReactNode } from 'react';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { StandingGrant } from '#shared/model/index.ts';
import { clock, counted } from '#shared/text/index.ts';
import { counts, endedWords } from './standing.ts';

export function GrantRow({ grant }: { readonly grant: StandingGrant }): ReactNode {
  const now = useNow(1000);
  const standing = counts(grant, now);
  return (
    <>
      <span className="row-who">
        <Visible text={grant.client} />
        {' · '}
        {grant.scope === 'workspace' ? 'trusted session' : counted(grant.uses, 'use', 'uses')}
      </span>
      <span className="row-end">
        {!standing ? (
          endedWords(grant)
        ) : grant.expires_at === null ? (
          grant.lifetime === 'session' ? (
            'this session'
          ) : (
            'until quit'
          )
        ) : (
          <time dateTime={grant.expires_at}>{clock(Date.parse(grant.expires_at) - now)}</time>
        )}
      </span>
      <span className="row-line">
        <Visible text={grant.summary} mode="layout" />
      </span>
    </>
  );
}
