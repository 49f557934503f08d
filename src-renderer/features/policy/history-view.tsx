/** Every version of the policy: who made it, when and why; what differs from the file now; and the way back. */
import { type ReactNode, useState } from 'react';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { List } from '#renderer/ui/list.tsx';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PolicyStatus, PolicyVersion } from '#shared/contract/index.ts';
import { exactTime } from '#shared/text/index.ts';
import { OutsideSwitch } from './outside.tsx';

export function HistoryView(props: {
  /** The file as it is now. */
  readonly now: string;
  readonly onReverted: (text: string, status: PolicyStatus) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { data, error, refetch } = useOperation('policy.history', { limit: 1000 });
  const [open, setOpen] = useState<string | null>(null);
  if (error !== null && data === undefined) {
    return (
      <Failed
        what="The policy’s history cannot be shown"
        error={error}
        stillWorks="The policy in force stays so."
        onRetry={() => void refetch()}
      />
    );
  }
  const version = data?.find((one) => String(one.version) === open);
  return (
    <Split
      open={open}
      backLabel="All versions"
      detailLabel="Version"
      onBack={() => setOpen(null)}
      list={
        <>
          <div className="history-top">
            <Button onClick={props.onClose}>Back to the policy</Button>
            <OutsideSwitch />
          </div>
          {data === undefined ? (
            <Loading label="Loading the history" />
          ) : (
            <List
              label="Versions"
              entries={data.map((one) => ({ kind: 'row', key: String(one.version), value: one }))}
              selected={open}
              rowPx={51}
              onSelect={setOpen}
              row={(one) => <VersionRow version={one} />}
            />
          )}
        </>
      }
      detail={
        version === undefined ? (
          <Empty icon="clock" title={data?.length === 0 ? 'No version was kept yet' : 'Choose a version'} />
        ) : (
          <VersionCard key={version.version} version={version} now={props.now} onReverted={props.onReverted} />
        )
      }
    />
  );
}

function VersionRow({ version }: { readonly version: PolicyVersion }): ReactNode {
  return (
    <>
      <span className="row-who">
        Version {version.version} · <Visible text={version.by} mode="layout" />
      </span>
      <span className="row-end">
        {version.in_force ? (
          <Said tone="allow" icon="check">
            in force
          </Said>
        ) : (
          <Ago iso={version.at} />
        )}
      </span>
      <span className={version.why === null ? 'row-line quiet' : 'row-line'}>
        {version.why === null ? 'no reason given' : <Visible text={version.why} mode="layout" />}
      </span>
    </>
  );
}

function VersionCard(props: {
  readonly version: PolicyVersion;
  readonly now: string;
  readonly onReverted: (text: string, status: PolicyStatus) => void;
}): ReactNode {
  const { version, now } = props;
  const { data, error } = useOperation('policy.version', { version: version.version });
  return (
    <article className="card card-wide" aria-label={`Version ${version.version}`}>
      <header className="card-part">
        <h1 className="card-title">
          Version {version.version}
          {version.in_force && ', in force'}
        </h1>
        <p className="quiet">
          By <Visible text={version.by} mode="layout" />, {exactTime(version.at)}
        </p>
        {version.why !== null && (
          <p>
            <Visible text={version.why} mode="layout" />
          </p>
        )}
      </header>
      <section className="card-part" aria-label="Compared with now">
        <h2>What going back would change in the file</h2>
        {error !== null && <p className="form-problem">{error.message}</p>}
        {data === undefined ? (
          error === null && <Loading label="Loading the version" lines={4} />
        ) : data.text === now ? (
          <p className="quiet">Nothing: the file says exactly this.</p>
        ) : (
          <TextDiff label="From the file now to this version" before={now} after={data.text} />
        )}
      </section>
      {data !== undefined && data.text !== now && (
        <Revert version={version} text={data.text} onReverted={props.onReverted} />
      )}
    </article>
  );
}

function Revert(props: {
  readonly version: PolicyVersion;
  readonly text: string;
  readonly onReverted: (text: string, status: PolicyStatus) => void;
}): ReactNode {
  const { version } = props;
  const [why, setWhy] = useState('');
  const reverting = useCommand('policy.revert');
  const revert = (): void =>
    reverting.mutate(
      { version: version.version, why: why.trim() === '' ? null : why.trim().slice(0, 500) },
      { onSuccess: (status) => props.onReverted(props.text, status) },
    );
  return (
    <footer className="card-part">
      <Field label="Why go back? May stay empty." value={why} onChange={setWhy} />
      {reverting.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            <Visible text={reverting.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      <div className="card-row">
        <span className="gap" />
        <Button tone="approve" inert={reverting.isPending} onClick={revert}>
          Go back to version {version.version}
        </Button>
      </div>
    </footer>
  );
}
