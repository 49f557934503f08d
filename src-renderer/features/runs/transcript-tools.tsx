/** The buttons over a transcript: follow, search, wrap, raw, copy. */
import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/card.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { plainText } from './ansi.ts';
import type { TranscriptRow } from './transcript-rows.ts';
import type { Follow } from './use-follow.ts';

interface Switch {
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

export function TranscriptTools(props: {
  readonly rows: readonly TranscriptRow[];
  readonly wrap: Switch;
  readonly raw: Switch;
  /** `null` once there is nothing to follow. */
  readonly follow: Follow | null;
  readonly onSearch: () => void;
}): ReactNode {
  const { rows, wrap, raw, follow } = props;
  useKeys({
    f: () => follow?.toggle(),
    w: () => wrap.set(!wrap.on),
    '/': props.onSearch,
  });
  return (
    <div className="term-tools" role="toolbar" aria-label="Transcript">
      <Button chord="/" onClick={props.onSearch}>
        Search
      </Button>
      {follow !== null && (
        <Button chord="f" aria-pressed={follow.on} onClick={follow.toggle}>
          Follow
        </Button>
      )}
      <Button chord="w" aria-pressed={wrap.on} onClick={() => wrap.set(!wrap.on)}>
        Wrap
      </Button>
      <Button aria-pressed={raw.on} onClick={() => raw.set(!raw.on)} title="Show every control character">
        Raw
      </Button>
      <span className="gap" />
      <CopyButton tone="plain" text={() => asText(rows)} what="the transcript" />
    </div>
  );
}

/** The transcript as plain text; a line that was drawn in several rows is one again. */
function asText(rows: readonly TranscriptRow[]): string {
  return rows
    .map((row) =>
      row.kind === 'gap' ? `[${row.bytes} bytes not kept]\n` : plainText(row.text) + (row.continued ? '' : '\n'),
    )
    .join('');
}
