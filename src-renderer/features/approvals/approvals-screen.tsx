/** What waits for the person, and what they answered before. The card that is open stays open, whatever arrives. */
import { type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useAnnounce } from '#renderer/app/announce.tsx';
import { approvalsInput, useOperation } from '#renderer/client/queries.ts';
import { Filter } from '#renderer/ui/filter.tsx';
import { List } from '#renderer/ui/list.tsx';
import { useIsWide } from '#renderer/ui/now.ts';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { type Approval, ApprovalId } from '#shared/model/index.ts';
import { ApprovalCard } from './approval-card.tsx';
import { approvalEntries, waitingOf } from './approval-entries.ts';
import { ApprovalRow } from './approval-row.tsx';

const stillWorks =
  'Agents still wait: nothing runs without an answer. `countersign approvals list` shows the same in a terminal.';

export function ApprovalsScreen({ id, home }: { readonly id: string | null; readonly home: string }): ReactNode {
  const list = useOperation('approvals.list', approvalsInput);
  const [, go] = useLocation();
  const [filter, setFilter] = useState('');
  const cards = list.data ?? [];
  const open = (key: string, how: 'step' | 'open'): void => go(`/approvals/${key}`, { replace: how === 'step' });
  useFirstWaiting(id, cards, open);
  const moveOn = useMoveOn(cards, open);
  if (list.error !== null && list.data === undefined) {
    return (
      <Failed
        what="The requests cannot be shown"
        error={list.error}
        stillWorks={stillWorks}
        onRetry={() => void list.refetch()}
      />
    );
  }
  const entries = approvalEntries(cards, filter, home);
  return (
    <Split
      open={id}
      backLabel="All requests"
      detailLabel="Request"
      onBack={() => go('/approvals')}
      list={
        list.data === undefined ? (
          <Loading label="Loading requests" />
        ) : (
          <>
            {cards.length > 0 && <Filter label="Filter requests" value={filter} onChange={setFilter} />}
            {entries.length === 0 ? (
              <ListNote filter={filter} />
            ) : (
              <List
                label="Requests"
                entries={entries}
                selected={id}
                rowPx={51}
                onSelect={open}
                row={(card) => <ApprovalRow card={card} home={home} />}
              />
            )}
          </>
        )
      }
      detail={<Detail id={id} cards={list.data} home={home} onAnswered={moveOn} />}
    />
  );
}

function ListNote({ filter }: { readonly filter: string }): ReactNode {
  return <p className="list-note">{filter === '' ? 'No requests yet.' : `No request matches “${filter}”.`}</p>;
}

/** Opens the request that waits longest when nothing is open, and keeps to it: it gets its own address. */
function useFirstWaiting(
  id: string | null,
  cards: readonly Approval[],
  open: (key: string, how: 'step') => void,
): void {
  const wide = useIsWide();
  const first = waitingOf(cards)[0]?.id;
  useEffect(() => {
    if (id === null && wide && first !== undefined) open(first, 'step');
  });
}

/** After an answer: on to the next request that waits, or stay and see how this one ended. */
function useMoveOn(cards: readonly Approval[], open: (key: string, how: 'step') => void): (card: Approval) => void {
  const announce = useAnnounce();
  return (card) => {
    announce(`${card.state === 'approved' ? 'Approved' : 'Denied'}: ${card.summary}`);
    const next = waitingOf(cards).find(({ id }) => id !== card.id);
    if (next !== undefined) open(next.id, 'step');
  };
}

function Detail(props: {
  readonly id: string | null;
  readonly cards: readonly Approval[] | undefined;
  readonly home: string;
  readonly onAnswered: (card: Approval) => void;
}): ReactNode {
  const { id, cards } = props;
  const listed = cards?.find((card) => card.id === id);
  const known = ApprovalId.safeParse(id);
  const older = useOperation(
    'approvals.show',
    { id: String(id) },
    { enabled: cards !== undefined && listed === undefined && known.success },
  );
  const card = listed ?? older.data;
  if (card !== undefined) {
    return <ApprovalCard key={card.id} card={card} home={props.home} onAnswered={props.onAnswered} />;
  }
  if (cards === undefined || older.isFetching) return <Loading label="Loading the request" lines={4} />;
  if (id !== null) {
    return (
      <Empty icon="gone" title="There is no such request">
        <p>It may have been removed, or the link is incomplete.</p>
      </Empty>
    );
  }
  return waitingOf(cards).length > 0 ? (
    <Empty icon="hand" title="Choose a request" />
  ) : (
    <Empty icon="check" title="Nothing waits for you">
      <p>When an agent asks for something that your policy puts to you, it appears here and waits.</p>
    </Empty>
  );
}
