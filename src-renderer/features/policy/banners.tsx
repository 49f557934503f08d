/** What stands over the editor when something needs the person: a change from outside, a file that moved on, a save that failed. */
import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { OutsideBanner } from './outside.tsx';

export function Banners(props: {
  readonly status: PolicyStatus;
  /** The file is another than the one that the draft began from. */
  readonly moved: boolean;
  readonly failed: string | null;
  readonly onRetry: (() => void) | null;
  readonly onConflict: () => void;
}): ReactNode {
  return (
    <div className="policy-banners">
      <OutsideBanner status={props.status} />
      {props.status.problems
        // Of the file itself, not of a line in it: gone, too large, a link. That a change waits has a banner of its own.
        .filter(({ line }) => line === 0 && !props.status.outside_change)
        .map(({ message }) => (
          <div key={message} className="policy-banner">
            <Notice tone="deny">
              <Visible text={message} mode="layout" />
            </Notice>
          </div>
        ))}
      {props.moved && (
        <div className="policy-banner">
          <Notice tone="ask">
            <div className="card-row">
              The file changed since you began; your draft is as you left it.
              <Button onClick={props.onConflict}>Show what changed</Button>
            </div>
          </Notice>
        </div>
      )}
      {props.failed !== null && (
        <div className="policy-banner" role="alert">
          <Notice tone="deny">
            <div className="card-row">
              <span>
                <Visible text={props.failed} mode="layout" />
              </span>
              {props.onRetry !== null && <Button onClick={props.onRetry}>Try again</Button>}
            </div>
          </Notice>
        </div>
      )}
    </div>
  );
}
