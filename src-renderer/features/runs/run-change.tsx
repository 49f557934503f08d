/** A run that changed files: what it changed, and taking that back. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Confirm } from '#renderer/ui/dialog.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { Failed, Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Undo } from '#shared/contract/index.ts';
import type { FilePlan, RunId, RunSummary } from '#shared/model/index.ts';
import { ChangeView } from '../plan/file-change.tsx';
import { FileFacts } from '../plan/file-facts.tsx';

export function RunChange(props: {
  readonly run: RunSummary;
  readonly plan: FilePlan;
  readonly home: string;
}): ReactNode {
  const { run, plan, home } = props;
  const { data, error, refetch } = useOperation('files.changed', { run: run.id }, { enabled: run.end !== null });
  return (
    <>
      <section className="card-part" aria-label="What it did">
        <FileFacts plan={plan} home={home} approval={null} namesSession />
        {run.end !== null && data === undefined && error === null && <Loading label="Reading the change" lines={4} />}
        {data?.change != null && <ChangeView change={data.change} source={{ run: run.id }} tense="did" />}
        {error !== null && error.code !== 'NOT_FOUND' && (
          <Failed
            what="The change cannot be read"
            error={error}
            stillWorks="The audit log says what was done."
            onRetry={() => void refetch()}
          />
        )}
      </section>
      {data !== undefined && <Revert run={run.id} undo={data.undo} />}
    </>
  );
}

function Revert({ run, undo }: { readonly run: RunId; readonly undo: Undo }): ReactNode {
  const [asking, setAsking] = useState(false);
  const cache = useQueryClient();
  const reverting = useCommand('files.revert');
  const act = (): void => {
    setAsking(false);
    reverting.mutate({ run }, { onSettled: () => void cache.invalidateQueries({ queryKey: ['files.changed'] }) });
  };
  const ask = (): void => {
    if (undo.does !== null && !reverting.isPending) setAsking(true);
  };
  useKeys({ r: ask });
  return (
    <section className="card-part card-row" aria-label="Reverting">
      {undo.does === null && !reverting.isSuccess && (
        <p className="quiet">
          It cannot be reverted: <Visible text={undo.because ?? ''} mode="layout" />
        </p>
      )}
      {undo.does !== null && (
        <Button chord="r" inert={reverting.isPending} onClick={ask}>
          {reverting.isPending ? 'Reverting…' : 'Revert…'}
        </Button>
      )}
      {reverting.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It was not reverted. <Visible text={reverting.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      {reverting.isSuccess && (
        <p role="status">
          Reverted, as <Link href={`/runs/${reverting.data.id}`}>a run of its own</Link>:{' '}
          <Visible text={withoutVerb(reverting.data.summary)} mode="layout" />
        </p>
      )}
      {asking && (
        <Confirm
          title="Revert this change?"
          keep="Leave it"
          act="Revert it"
          onKeep={() => setAsking(false)}
          onAct={act}
        >
          <p>
            <Visible text={withoutVerb(undo.does ?? '')} mode="layout" />
          </p>
          <p className="quiet">It is refused if anything changed there in the meantime, and can itself be reverted.</p>
        </Confirm>
      )}
    </section>
  );
}

/** Where it is said already that this is a revert. */
const withoutVerb = (summary: string): string => summary.replace(/^Revert: /u, '');
