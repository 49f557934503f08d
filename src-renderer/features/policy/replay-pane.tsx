/** Replay: the last requests on record, decided again under the draft; what would come out differently. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useHost } from '#renderer/client/context.tsx';
import { Ago } from '#renderer/ui/ago.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ChangedVerdict, HostError, ReplayReport } from '#shared/contract/index.ts';
import { counted, grouped } from '#shared/text/index.ts';
import { changeCounts } from './change-counts.ts';
import { VerdictBadge } from './verdict-badge.tsx';

const limits = [100, 500, 2000, 10_000] as const;
const firstRows = 200;

export function ReplayPane(props: {
  readonly text: string;
  /** Of the text: what the replay is kept under. `null` while it is not known, or the text has problems. */
  readonly sha256: string | null;
  readonly broken: boolean;
}): ReactNode {
  const { text, sha256, broken } = props;
  const [limit, setLimit] = useState(500);
  const id = useId();
  const host = useHost();
  const run = `${id} ${sha256 ?? ''} ${limit}`;
  const replay = useQuery<ReplayReport, HostError>({
    queryKey: ['policy.replay', sha256, limit],
    queryFn: () => host.call('policy.replay', { text, limit, id: run.slice(0, 64) }),
    enabled: sha256 !== null && !broken,
    // New requests come in all the time.
    staleTime: 0,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  return (
    <section className="replay" aria-label="Replay">
      <h2>Replay: this text against the last requests</h2>
      <div className="card-row">
        <label htmlFor={id}>Requests</label>
        <select id={id} className="input" value={limit} onChange={(event) => setLimit(Number(event.target.value))}>
          {limits.map((count) => (
            <option key={count} value={count}>
              {grouped(count)}
            </option>
          ))}
        </select>
        <Button inert={sha256 === null || broken || replay.isFetching} onClick={() => void replay.refetch()}>
          Replay again
        </Button>
      </div>
      {replay.isFetching && <Progress id={run.slice(0, 64)} total={limit} />}
      {broken ? (
        <p className="quiet">A text with problems cannot be replayed. Mend them first.</p>
      ) : replay.error !== null ? (
        <p role="alert" className="form-problem">
          <Visible text={replay.error.message} mode="layout" />
        </p>
      ) : (
        replay.data !== undefined && <Outcome report={replay.data} />
      )}
    </section>
  );
}

function Progress(props: { readonly id: string; readonly total: number }): ReactNode {
  const { id } = props;
  const host = useHost();
  const [at, setAt] = useState({ done: 0, total: props.total });
  useEffect(
    () =>
      host.listen(
        (event) => {
          if (event.name === 'policy.replayed' && event.payload.id === id) setAt(event.payload);
        },
        () => undefined,
      ),
    [host, id],
  );
  return (
    <div className="progress">
      <progress aria-label="Replaying" value={at.done} max={Math.max(1, at.total)} />
      <span className="figures quiet">
        {grouped(at.done)} of {grouped(at.total)}
      </span>
    </div>
  );
}

function Outcome({ report }: { readonly report: ReplayReport }): ReactNode {
  const { replayed, skipped, changed } = report;
  const [all, setAll] = useState(false);
  if (replayed + skipped === 0) return <p className="quiet">There are no requests on record yet.</p>;
  const shown = all ? changed : changed.slice(0, firstRows);
  return (
    <>
      <p role="status">
        {changed.length === 0
          ? `All ${counted(replayed, 'request', 'requests')} would be decided as they are now.`
          : `${counted(replayed - changed.length, 'request', 'requests')} unchanged. ${changeCounts(changed).join(', ')}.`}
        {skipped > 0 && <span className="quiet"> {grouped(skipped)} cannot be decided again.</span>}
      </p>
      {changed.length > 0 && (
        <ul className="replay-list" aria-label="Requests that would be decided differently">
          {shown.map((one) => (
            <ChangedRow key={one.request} changed={one} />
          ))}
        </ul>
      )}
      {shown.length < changed.length && (
        <Button tone="bare" onClick={() => setAll(true)}>
          show {grouped(changed.length - shown.length)} more
        </Button>
      )}
    </>
  );
}

function ChangedRow({ changed }: { readonly changed: ChangedVerdict }): ReactNode {
  return (
    <li className="replay-row">
      <span className="replay-what">
        <code>
          <Visible text={changed.summary} mode="layout" />
        </code>
        <small className="quiet">
          <Visible text={changed.client} mode="layout" />, <Ago iso={changed.at} />
        </small>
      </span>
      <span className="replay-change">
        <VerdictBadge verdict={changed.before} />
        <span aria-hidden="true">→</span>
        <span className="unseen">becomes</span>
        <VerdictBadge verdict={changed.after} />
      </span>
    </li>
  );
}
