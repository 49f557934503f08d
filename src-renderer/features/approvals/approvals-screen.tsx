/** What waits for the person, and what they answered before. The card that is open stays open, and stays where it is, whatever arrives. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { approvalsInput, useOperation } from '#renderer/client/queries.ts';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { Filter } from '#renderer/ui/filter.tsx';
import { List } from '#renderer/ui/list.tsx';
import { useIsWide, useNow } from '#renderer/ui/now.ts';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { type Approval, ApprovalId } from '#shared/model/index.ts';
import { AlikeStrip } from './alike-strip.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { approvalEntries } from './approval-entries.ts';
import { ApprovalRow } from './approval-row.tsx';
import { ApprovalTabs } from './approval-tabs.tsx';
import { AttentionCards } from './attention-cards.tsx';
import { keepPlace, rankedQueue } from './queue-order.ts';

const NONE: readonly Approval[] = [];

const stillWorks =
  'Agents still wait: nothing runs without an answer. `countersign approvals list` shows the same in a terminal.';

export function ApprovalsScreen({ id, home }: { readonly id: string | null; readonly home: string }): ReactNode {
  const list = useOperation('approvals.list', approvalsInput);
  const [, go] = useLocation();
  const cards = list.data ?? NONE;
  const waiting = useQueue(cards, id);
  const open = (key: string, how: 'step' | 'open'): void => go(`/approvals/${key}`, { replace: how === 'step' });
  useFirstWaiting(id, waiting, open);
  const moveOn = useMoveOn(open);
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
  return (
    <Split
      open={id}
      backLabel="All requests"
      detailLabel="Request"
      onBack={() => go('/approvals')}
      list={
        <>
          <ApprovalTabs at="/approvals" />
          <QueueList cards={list.data} waiting={waiting} id={id} home={home} onOpen={open} />
          <AttentionCards />
        </>
      }
      detail={<Detail id={id} cards={list.data} home={home} onAnswered={moveOn} />}
    />
  );
}

/** What waits, in an order in which the card that is read never moves. */
function useQueue(cards: readonly Approval[], read: string | null): readonly Approval[] {
  const [shown, setShown] = useState<readonly Approval[]>(NONE);
  const ranked = useMemo(() => rankedQueue(cards), [cards]);
  const waiting = useMemo(() => keepPlace(shown, ranked, read), [shown, ranked, read]);
  // The same list stays the same value, so that a key that moves through it sorts and draws nothing anew.
  if (waiting.length === shown.length && waiting.every((card, index) => card === shown[index])) return shown;
  setShown(waiting);
  return waiting;
}

function QueueList(props: {
  readonly cards: readonly Approval[] | undefined;
  readonly waiting: readonly Approval[];
  readonly id: string | null;
  readonly home: string;
  readonly onOpen: (key: string, how: 'step' | 'open') => void;
}): ReactNode {
  const [filter, setFilter] = useState('');
  const now = useNow(60_000);
  const { waiting, cards, home } = props;
  const entries = useMemo(
    () => approvalEntries(waiting, cards ?? NONE, filter, home, now),
    [waiting, cards, filter, home, now],
  );
  if (cards === undefined) return <Loading label="Loading requests" />;
  return (
    <>
      {cards.length > 0 && <Filter label="Filter requests" value={filter} onChange={setFilter} />}
      {entries.length === 0 ? (
        <p className="list-note">{filter === '' ? 'No requests yet.' : `No request matches “${filter}”.`}</p>
      ) : (
        <List
          label="Requests"
          entries={entries}
          selected={props.id}
          rowPx={51}
          onSelect={props.onOpen}
          row={(row) => <ApprovalRow row={row} home={home} />}
        />
      )}
    </>
  );
}

/** Opens the request at the top when nothing is open, and keeps to it: it gets its own address. */
function useFirstWaiting(
  id: string | null,
  waiting: readonly Approval[],
  open: (key: string, how: 'step') => void,
): void {
  const wide = useIsWide();
  const first = waiting[0]?.id;
  useEffect(() => {
    if (id === null && wide && first !== undefined) open(first, 'step');
  });
}

/** After an answer: on to the next request that waits, or stay and see how this one ended. */
function useMoveOn(open: (key: string, how: 'step') => void): (card: Approval) => void {
  const announce = useAnnounce();
  const cache = useQueryClient();
  return (card) => {
    announce(`${card.state === 'approved' ? 'Approved' : 'Denied'}: ${card.summary}`);
    // As the queue is now: several may have been answered together.
    const cards = cache.getQueryData<readonly Approval[]>(['approvals.list', approvalsInput]) ?? [];
    const next = rankedQueue(cards).find(({ id }) => id !== card.id);
    if (next !== undefined) open(next.id, 'step');
  };
}

function Detail(props: {
  readonly id: string | null;
  readonly cards: readonly Approval[] | undefined;
  readonly home: string;
  readonly onAnswered: (card: Approval) => void;
}): ReactNode {
  const { id, cards, home, onAnswered } = props;
  const listed = cards?.find((card) => card.id === id);
  const known = ApprovalId.safeParse(id);
  const older = useOperation(
    'approvals.show',
    { id: String(id) },
    { enabled: cards !== undefined && listed === undefined && known.success },
  );
  const card = listed ?? older.data;
  if (card !== undefined) {
    return (
      <>
        <ApprovalCard key={card.id} card={card} home={home} onAnswered={onAnswered} />
        <AlikeStrip key={`alike ${card.id}`} card={card} cards={cards ?? []} home={home} onAnswered={onAnswered} />
      </>
    );
  }
  if (cards === undefined || older.isFetching) return <Loading label="Loading the request" lines={4} />;
  if (id !== null) {
    return (
      <Empty icon="gone" title="There is no such request">
        <p>It may have been removed, or the link is incomplete.</p>
      </Empty>
    );
  }
  return cards.some(({ state }) => state === 'pending') ? (
    <Empty icon="hand" title="Choose a request" />
  ) : (
    <Empty icon="check" title="Nothing waits for you">
      <p>When an agent asks for something that your policy puts to you, it appears here and waits.</p>
    </Empty>
  );
}
