/** What a file holds and what it would hold, or held and holds now: line by line, and nothing of it out of reach. */
import type { ReactNode } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Loading } from '#renderer/ui/states.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { FileChange, FileSide } from '#shared/contract/index.ts';
import type { ApprovalId, FileWritePlan } from '#shared/model/index.ts';
import { bytes, counted, hiddenCount, looksMixed } from '#shared/text/index.ts';
import { useChangesShown } from './change-shown.ts';
import { LongText, type TextSource } from './long-text.tsx';

/** Of a card that waits: what approving it would do to the file. */
export function WaitingChange({
  approval,
  plan,
}: {
  readonly approval: ApprovalId;
  readonly plan: FileWritePlan;
}): ReactNode {
  const { data, error, isFetching, refetch } = useOperation('files.waiting', { approval });
  const shown = useChangesShown([{ id: approval, plan }]);
  if (data === undefined && error !== null) {
    return (
      <p className="in-words" role="alert">
        What would change cannot be shown: <Visible text={error.message} mode="layout" />{' '}
        <Button tone="bare" inert={isFetching} onClick={() => void refetch()}>
          read it again
        </Button>
      </p>
    );
  }
  if (data === undefined) return <Loading label="Reading what would change" lines={4} />;
  return (
    <>
      {shown === 'different' && (
        <Notice tone="deny">
          What is shown here is not what the plan would write. Deny this, and look at the log of Countersign.
        </Notice>
      )}
      <ChangeView change={data} source={{ approval }} tense="would" />
    </>
  );
}

export function ChangeView(props: {
  readonly change: FileChange;
  readonly source: TextSource;
  readonly tense: 'would' | 'did';
}): ReactNode {
  const { before, after } = props.change;
  const whole = (side: FileSide | null): side is (FileSide & { readonly text: string }) | null =>
    side === null || side.text !== null;
  if (whole(before) && whole(after)) {
    return (
      <>
        <OddText text={after?.text ?? ''} tense={props.tense} />
        <TextDiff
          label={props.tense === 'would' ? 'What would change' : 'What changed'}
          before={before?.text ?? ''}
          after={after?.text ?? ''}
        >
          {before !== null && <LongText name="Before" side={before} which="before" source={props.source} />}
          {after !== null && <LongText name="After" side={after} which="after" source={props.source} />}
        </TextDiff>
        <Endings before={before?.text ?? ''} after={after?.text ?? ''} />
      </>
    );
  }
  return (
    <>
      {before !== null && <Unread side={before} which="before" source={props.source} />}
      {after !== null && <Unread side={after} which="after" source={props.source} />}
    </>
  );
}

/** A side that cannot be compared line by line: why, and its text all the same where it has one. */
function Unread(props: {
  readonly side: FileSide;
  readonly which: 'before' | 'after';
  readonly source: TextSource;
}): ReactNode {
  const { side, which } = props;
  const name = which === 'before' ? 'Before' : 'After';
  switch (side.without) {
    case 'binary':
      return (
        <p className="in-words">
          {name}: not text, {bytes(side.bytes)}. It cannot be shown; its SHA-256 stands above.
        </p>
      );
    case 'gone':
      return (
        <p className="in-words">
          {name}: {bytes(side.bytes)}, which are not kept.
        </p>
      );
    case 'large':
      return <LongText name={name} side={side} which={which} source={props.source} />;
    case null:
      return <LongText name={name} side={side} which={which} source={props.source} />;
    default:
      return side.without satisfies never;
  }
}

/** Says above the lines that they hold what could mislead. */
function OddText({ text, tense }: { readonly text: string; readonly tense: 'would' | 'did' }): ReactNode {
  // A carriage return before a newline is how many systems end a line; it is said below.
  const hidden = hiddenCount(text.replaceAll('\r\n', '\n'));
  if (hidden > 0) {
    return (
      <Notice tone="deny">
        The new text {tense === 'would' ? 'would contain' : 'contains'}{' '}
        {counted(hidden, 'hidden character', 'hidden characters')}, shown {hidden === 1 ? 'as a mark' : 'as marks'}.
      </Notice>
    );
  }
  return text.length < 200_000 && looksMixed(text) ? (
    <Notice tone="ask">Some letters of the new text can be taken for others: words in it mix alphabets.</Notice>
  ) : null;
}

/** What a comparison line by line does not show. */
function Endings({ before, after }: { readonly before: string; readonly after: string }): ReactNode {
  const said = [
    ...(after !== '' && !after.endsWith('\n') ? ['The new text has no line break at its end.'] : []),
    ...(before !== '' && after !== '' && before.includes('\r\n') !== after.includes('\r\n')
      ? ['Its lines end in another way than before (LF and CRLF).']
      : []),
  ];
  return said.length === 0 ? null : <p className="quiet">{said.join(' ')}</p>;
}
