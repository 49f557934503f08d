/** A text that is too long to be sent at once: read a piece at a time, as far as the person wants to. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useHost } from '#renderer/client/context.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { FileSide, HostError, OperationOutput } from '#shared/contract/index.ts';
import type { ApprovalId, RunId } from '#shared/model/index.ts';
import { bytes } from '#shared/text/index.ts';

/** A card that waits, or a run that is over. */
export type TextSource = { readonly approval: ApprovalId } | { readonly run: RunId };

interface Long {
  readonly name: string;
  readonly side: FileSide;
  readonly which: 'before' | 'after';
  readonly source: TextSource;
}

export function LongText(props: Long): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <div className="long-text">
      <p className="in-words">
        {props.name}: {bytes(props.side.bytes)} of text, too long to be compared here.{' '}
        <Toggle open={open} onChange={setOpen} show="read it" hide="hide it" />
      </p>
      {open && <Pieces {...props} />}
    </div>
  );
}

function Pieces({ name, side, which, source }: Long): ReactNode {
  const host = useHost();
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery<
    OperationOutput<'files.waitingText'>,
    HostError,
    { readonly pages: readonly OperationOutput<'files.waitingText'>[] },
    readonly unknown[],
    number
  >({
    queryKey: ['files.text', source, which, side.sha256],
    initialPageParam: 0,
    queryFn: ({ pageParam: from }) =>
      'approval' in source
        ? host.call('files.waitingText', { approval: source.approval, side: which, from })
        : host.call('files.changedText', { run: source.run, side: which, from }),
    getNextPageParam: (piece) => piece.next,
  });
  return (
    <>
      {data !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="stdin exact" tabIndex={0} aria-label={`${name}, in full`}>
          {data.pages.map(({ text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces stand in a fixed order
            <Visible key={index} text={text} mode="layout" />
          ))}
        </section>
      )}
      {error !== null && (
        <p className="in-words" role="alert">
          The text could not be read: <Visible text={error.message} mode="layout" />
        </p>
      )}
      {hasNextPage && (
        <Button tone="bare" inert={isFetching} onClick={() => void fetchNextPage()}>
          {isFetching ? 'reading…' : 'read on'}
        </Button>
      )}
      {data !== undefined && !hasNextPage && <p className="quiet">That is the end of it.</p>}
    </>
  );
}
