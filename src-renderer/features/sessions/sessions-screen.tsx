/** The sessions that agents have open, and those that have ended since Countersign started. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useOperation } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { List, type ListEntry } from '#renderer/ui/list.tsx';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { SessionInfo } from '#shared/model/index.ts';
import { shortenHome } from '#shared/text/index.ts';
import { SessionCard } from './session-card.tsx';
import { sessionWords } from './session-words.ts';

export function SessionsScreen({ id, home }: { readonly id: string | null; readonly home: string }): ReactNode {
  const list = useOperation('sessions.list', {});
  const [, go] = useLocation();
  if (list.error !== null && list.data === undefined) {
    return (
      <Failed
        what="The sessions cannot be shown"
        error={list.error}
        stillWorks="What runs in them goes on. Runs shows every run by itself."
        onRetry={() => void list.refetch()}
      />
    );
  }
  const entries = sessionEntries(list.data ?? []);
  return (
    <Split
      open={id}
      backLabel="All sessions"
      detailLabel="Session"
      onBack={() => go('/sessions')}
      list={
        list.data === undefined ? (
          <Loading label="Loading sessions" />
        ) : entries.length === 0 ? (
          <p className="list-note">No sessions yet.</p>
        ) : (
          <List
            label="Sessions"
            entries={entries}
            selected={id}
            rowPx={51}
            onSelect={(key, how) => go(`/sessions/${key}`, { replace: how === 'step' })}
            row={(session) => <SessionRow session={session} home={home} />}
          />
        )
      }
      detail={<Detail id={id} sessions={list.data} home={home} />}
    />
  );
}

function sessionEntries(sessions: readonly SessionInfo[]): readonly ListEntry<SessionInfo>[] {
  const rows = (some: readonly SessionInfo[]): ListEntry<SessionInfo>[] =>
    some.map((session) => ({ kind: 'row', key: session.id, value: session }));
  const over = sessions.filter(({ ended_at }) => ended_at !== null);
  return [
    ...rows(sessions.filter(({ ended_at }) => ended_at === null)),
    ...(over.length === 0 ? [] : [{ kind: 'heading' as const, key: ' over', text: 'Ended' }]),
    ...rows(over),
  ];
}

function SessionRow({ session, home }: { readonly session: SessionInfo; readonly home: string }): ReactNode {
  const { tone, icon, word } = sessionWords(session);
  return (
    <>
      <span className="row-who">
        <Visible text={session.client} /> · opened <Ago iso={session.created_at} />
      </span>
      <span className="row-end">
        <Said tone={tone} icon={icon}>
          {word}
        </Said>
      </span>
      <code className="row-line">
        <Visible text={shortenHome(session.working_dir, home)} mode="layout" />
      </code>
    </>
  );
}

function Detail(props: {
  readonly id: string | null;
  readonly sessions: readonly SessionInfo[] | undefined;
  readonly home: string;
}): ReactNode {
  const { id, sessions, home } = props;
  if (sessions === undefined) return <Loading label="Loading the session" lines={4} />;
  const session = sessions.find((one) => one.id === id);
  if (session !== undefined) return <SessionCard key={session.id} session={session} home={home} />;
  if (id !== null) {
    return (
      <Empty icon="gone" title="There is no such session">
        <p>Sessions that ended are remembered until Countersign stops; their runs stay under Runs.</p>
      </Empty>
    );
  }
  return sessions.length === 0 ? (
    <Empty icon="house" title="No session yet">
      <p>An agent opens one to work in a folder. It appears here with what runs in it.</p>
    </Empty>
  ) : (
    <Empty icon="house" title="Choose a session" />
  );
}
