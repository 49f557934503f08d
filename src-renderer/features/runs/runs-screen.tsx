/** What agents ran and run, with everything it printed. */
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { useOperation, useRuns } from '#renderer/client/queries.ts';
import { Filter } from '#renderer/ui/filter.tsx';
import { List } from '#renderer/ui/list.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { RunId, type RunSummary } from '#shared/model/index.ts';
import { RunCard } from './run-card.tsx';
import { runEntries } from './run-entries.ts';
import { RunRow } from './run-row.tsx';

export function RunsScreen({ id, home }: { readonly id: string | null; readonly home: string }): ReactNode {
  const list = useRuns();
  const [, go] = useLocation();
  const [filter, setFilter] = useState('');
  const now = useNow(60_000);
  if (list.error !== null && list.data === undefined) {
    return (
      <Failed
        what="The runs cannot be shown"
        error={list.error}
        stillWorks="What runs goes on running. `countersign runs list` shows the same in a terminal."
        onRetry={() => void list.refetch()}
      />
    );
  }
  const entries = runEntries(list.data ?? [], filter, home, now);
  const loadMore = (): void => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  };
  return (
    <Split
      open={id}
      backLabel="All runs"
      detailLabel="Run"
      fill
      onBack={() => go('/runs')}
      list={
        list.data === undefined ? (
          <Loading label="Loading runs" />
        ) : (
          <>
            {list.data.length > 0 && (
              <Filter label="Filter runs" value={filter} onChange={setFilter} keyed={id === null} />
            )}
            {entries.length === 0 ? (
              <p className="list-note">
                {filter === '' ? 'No runs yet.' : `No run that is loaded matches “${filter}”.`}
              </p>
            ) : (
              <List
                label="Runs"
                entries={entries}
                selected={id}
                rowPx={51}
                onSelect={(key, how) => go(`/runs/${key}`, { replace: how === 'step' })}
                row={(run) => <RunRow run={run} home={home} />}
                onEnd={loadMore}
              />
            )}
          </>
        )
      }
      detail={<Detail id={id} runs={list.data} home={home} />}
    />
  );
}

function Detail(props: {
  readonly id: string | null;
  readonly runs: readonly RunSummary[] | undefined;
  readonly home: string;
}): ReactNode {
  const { id, runs } = props;
  const listed = runs?.find((run) => run.id === id);
  const known = RunId.safeParse(id).success;
  const older = useOperation(
    'runs.show',
    { id: String(id) },
    { enabled: runs !== undefined && listed === undefined && known },
  );
  const run = listed ?? older.data;
  if (run !== undefined) return <RunCard key={run.id} run={run} home={props.home} />;
  if (runs === undefined || older.isFetching) return <Loading label="Loading the run" lines={4} />;
  if (id !== null) {
    return (
      <Empty icon="gone" title="There is no such run">
        <p>It may have been removed, or the link is incomplete.</p>
      </Empty>
    );
  }
  return runs.length === 0 ? (
    <Empty icon="play" title="Nothing has run yet">
      <p>Commands that your policy allows, or that you approve, appear here with everything they print.</p>
    </Empty>
  ) : (
    <Empty icon="play" title="Choose a run" />
  );
}
