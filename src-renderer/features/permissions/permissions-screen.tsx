/** Permissions that outlive one run: what stands, how often and when each was used, and the way to end it. */
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { grantsInput, useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Filter } from '#renderer/ui/filter.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { List, type ListEntry } from '#renderer/ui/list.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import type { StandingGrant } from '#shared/model/index.ts';
import { ApprovalTabs } from '../approvals/approval-tabs.tsx';
import { GrantCard } from './grant-card.tsx';
import { GrantRow } from './grant-row.tsx';
import './permissions.css';
import { counts, endedWords } from './standing.ts';
import { TrustDialog } from './trust-dialog.tsx';

/** @param id a grant's, or `trust` for the dialog that starts a trusted session */
export function PermissionsScreen({ id, home }: { readonly id: string | null; readonly home: string }): ReactNode {
  const list = useOperation('grants.list', grantsInput);
  const [, go] = useLocation();
  const trust = (): void => go('/permissions/trust');
  useKeys({ t: trust });
  if (list.error !== null && list.data === undefined) {
    return (
      <Failed
        what="The permissions cannot be shown"
        error={list.error}
        stillWorks="They count all the same. Lock ends every one of them."
        onRetry={() => void list.refetch()}
      />
    );
  }
  const open = id === 'trust' ? null : id;
  return (
    <>
      <Split
        open={open}
        backLabel="All permissions"
        detailLabel="Permission"
        onBack={() => go('/permissions')}
        list={
          <>
            <ApprovalTabs at="/permissions" />
            <div className="permissions-top">
              <Button chord="t" onClick={trust}>
                Trust a workspace for a while…
              </Button>
            </div>
            <Grants
              grants={list.data}
              id={open}
              onOpen={(key, how) => go(`/permissions/${key}`, { replace: how === 'step' })}
            />
          </>
        }
        detail={<Detail id={open} grants={list.data} home={home} />}
      />
      {id === 'trust' && (
        <TrustDialog
          home={home}
          onClose={() => go('/permissions', { replace: true })}
          onStarted={({ id: started }) => go(`/permissions/${started}`, { replace: true })}
        />
      )}
    </>
  );
}

function Grants(props: {
  readonly grants: readonly StandingGrant[] | undefined;
  readonly id: string | null;
  readonly onOpen: (key: string, how: 'step' | 'open') => void;
}): ReactNode {
  const [filter, setFilter] = useState('');
  const now = useNow(1000);
  if (props.grants === undefined) return <Loading label="Loading permissions" />;
  const entries = grantEntries(props.grants, filter, now);
  return (
    <>
      {props.grants.length > 0 && <Filter label="Filter permissions" value={filter} onChange={setFilter} />}
      {entries.length === 0 ? (
        <p className="list-note">
          {filter === '' ? 'No permission was given for longer than one run.' : `No permission matches “${filter}”.`}
        </p>
      ) : (
        <List
          label="Permissions"
          entries={entries}
          selected={props.id}
          rowPx={51}
          onSelect={props.onOpen}
          row={(grant) => <GrantRow grant={grant} />}
        />
      )}
    </>
  );
}

/** Those that count first, trusted sessions before all; then those that ended. Newest first in each. */
function grantEntries(
  grants: readonly StandingGrant[],
  filter: string,
  now: number,
): readonly ListEntry<StandingGrant>[] {
  const wanted = filter.trim().toLowerCase();
  const textOf = (grant: StandingGrant): string =>
    [grant.client, grant.tool, grant.summary, counts(grant, now) ? 'stands' : endedWords(grant)]
      .join(' ')
      .toLowerCase();
  const shown = grants
    .filter((grant) => textOf(grant).includes(wanted))
    .toSorted(
      (a, b) =>
        Number(b.scope === 'workspace') - Number(a.scope === 'workspace') || b.given_at.localeCompare(a.given_at),
    );
  const section = (key: string, text: string, list: readonly StandingGrant[]): readonly ListEntry<StandingGrant>[] =>
    list.length === 0
      ? []
      : [
          { kind: 'heading', key, text },
          ...list.map((grant) => ({ kind: 'row' as const, key: grant.id, value: grant })),
        ];
  return [
    ...section(
      'standing',
      'Standing now',
      shown.filter((grant) => counts(grant, now)),
    ),
    ...section(
      'ended',
      'Ended',
      shown.filter((grant) => !counts(grant, now)).toSorted((a, b) => b.given_at.localeCompare(a.given_at)),
    ),
  ];
}

function Detail(props: {
  readonly id: string | null;
  readonly grants: readonly StandingGrant[] | undefined;
  readonly home: string;
}): ReactNode {
  const { id, grants } = props;
  if (grants === undefined) return <Loading label="Loading the permission" lines={4} />;
  const grant = grants.find((one) => one.id === id);
  if (grant !== undefined) return <GrantCard key={grant.id} grant={grant} home={props.home} />;
  if (id !== null) {
    return (
      <Empty icon="gone" title="There is no such permission">
        <p>It may have been removed, or the link is incomplete.</p>
      </Empty>
    );
  }
  return grants.length > 0 ? (
    <Empty icon="hand" title="Choose a permission" />
  ) : (
    <Empty icon="check" title="Nothing runs without being asked">
      <p>
        What your policy puts to you is asked each time. “Approve for…” on a request, or a trusted session, lets more
        through for a while; it is listed here then.
      </p>
    </Empty>
  );
}
