/** The audit log, newest first: every step of every request, and what happened to the house itself. */
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useAudit, useOperation } from '#renderer/client/queries.ts';
import { Filter } from '#renderer/ui/filter.tsx';
import { List, type ListEntry } from '#renderer/ui/list.tsx';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import type { AuditRecord } from '#shared/model/index.ts';
import './audit.css';
import { AuditRow } from './audit-row.tsx';
import { RecordCard } from './record-card.tsx';
import { contextOf, type RequestContext, recordWords } from './record-words.ts';
import { VerifyButton } from './verify-button.tsx';

export function AuditScreen({ seq, home }: { readonly seq: string | null; readonly home: string }): ReactNode {
  const [, go] = useLocation();
  const [filter, setFilter] = useState('');
  const list = useAudit(useSettled(filter.trim(), 250));
  const records = list.data ?? [];
  const contexts = useMemo(() => contextOf(list.data ?? [], home), [list.data, home]);
  const entries = records.map(
    (record): ListEntry<AuditRecord> => ({ kind: 'row', key: String(record.seq), value: record }),
  );
  const loadMore = (): void => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  };
  if (list.error !== null && list.data === undefined) {
    return (
      <Failed
        what="The audit log cannot be shown"
        error={list.error}
        stillWorks="Records are still written, or nothing runs. `countersign audit verify` checks the files without the app."
        onRetry={() => void list.refetch()}
      />
    );
  }
  return (
    <Split
      open={seq}
      backLabel="All records"
      detailLabel="Record"
      onBack={() => go('/audit')}
      list={
        <>
          <div className="audit-top">
            <Filter label="Filter records" value={filter} onChange={setFilter} />
            <VerifyButton />
          </div>
          {list.data === undefined && <Loading label="Loading records" />}
          {list.data !== undefined && entries.length === 0 && (
            <p className="list-note">{filter === '' ? 'No records yet.' : `No record contains “${filter}”.`}</p>
          )}
          {entries.length > 0 && (
            <List
              label="Records"
              entries={entries}
              selected={seq}
              rowPx={51}
              onSelect={(key, how) => go(`/audit/${key}`, { replace: how === 'step' })}
              row={(record) => (
                <AuditRow
                  record={record}
                  context={contexts.get(recordWords(record.body, home).request ?? '')}
                  home={home}
                />
              )}
              onEnd={loadMore}
            />
          )}
        </>
      }
      detail={<Detail seq={seq} records={list.data} contexts={contexts} home={home} onRequest={setFilter} />}
    />
  );
}

/** The value once it has stopped changing for a moment. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

function Detail(props: {
  readonly seq: string | null;
  readonly records: readonly AuditRecord[] | undefined;
  readonly contexts: ReadonlyMap<string, RequestContext>;
  readonly home: string;
  readonly onRequest: (request: string) => void;
}): ReactNode {
  const { records } = props;
  const seq = /^[1-9]\d{0,14}$/.test(props.seq ?? '') ? Number(props.seq) : null;
  const listed = records?.find((record) => record.seq === seq);
  const older = useOperation(
    'audit.list',
    { before: (seq ?? 0) + 1, limit: 1 },
    { enabled: seq !== null && records !== undefined && listed === undefined },
  );
  const record = listed ?? older.data?.find((other) => other.seq === seq);
  if (record !== undefined) {
    const context = props.contexts.get(recordWords(record.body, props.home).request ?? '');
    return <RecordCard record={record} context={context} home={props.home} onRequest={props.onRequest} />;
  }
  if (seq !== null && (records === undefined || older.isFetching))
    return <Loading label="Loading the record" lines={4} />;
  if (props.seq !== null) return <Empty icon="gone" title="There is no such record" />;
  return (
    <Empty icon="doc" title={records?.length === 0 ? 'Nothing is on record yet' : 'Choose a record'}>
      <p>Every request, verdict, answer and run is written down before the next step begins.</p>
    </Empty>
  );
}
