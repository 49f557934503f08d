/** What a plan would send to a program's standard input: how much, and on demand every byte of it. */
import { type ReactNode, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ApprovalId, CommandPlan } from '#shared/model/index.ts';
import { bytes, counted, hiddenCount, shortHash } from '#shared/text/index.ts';

export function StdinFact(props: {
  readonly stdin: CommandPlan['stdin'];
  readonly approval: ApprovalId | null;
}): ReactNode {
  const [open, setOpen] = useState(false);
  if (props.stdin === null) return <span className="in-words">nothing</span>;
  return (
    <>
      {bytes(props.stdin.bytes)}{' '}
      <small>
        sha256 <code title={props.stdin.sha256}>{shortHash(props.stdin.sha256)}</code>{' '}
      </small>
      {props.approval !== null && <Toggle open={open} onChange={setOpen} show="show text" hide="hide text" />}
      {open && props.approval !== null && <StdinText approval={props.approval} />}
    </>
  );
}

function StdinText({ approval }: { readonly approval: ApprovalId }): ReactNode {
  const { data, error } = useOperation('approvals.stdin', { id: approval });
  if (error !== null) {
    return (
      <p className="in-words" role="alert">
        The text could not be read: <Visible text={error.message} />
      </p>
    );
  }
  if (data === undefined) return <p className="in-words quiet">Reading…</p>;
  const hidden = hiddenCount(data.text);
  return (
    <>
      {hidden > 0 && <small> contains {counted(hidden, 'hidden character', 'hidden characters')}</small>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="stdin exact" tabIndex={0} aria-label="Standard input">
        <Visible text={data.text} />
      </section>
    </>
  );
}
