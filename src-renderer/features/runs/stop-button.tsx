/** Stops a run, after asking once more. */
import { type ReactNode, useState } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Confirm } from '#renderer/ui/dialog.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RunSummary } from '#shared/model/index.ts';

export function StopButton({ run, line }: { readonly run: RunSummary; readonly line: string }): ReactNode {
  const [asking, setAsking] = useState(false);
  const stopping = useCommand('runs.stop');
  useKeys({ s: () => setAsking(true) });
  return (
    <>
      <Button tone="deny" chord="s" inert={stopping.isPending} onClick={() => setAsking(true)}>
        {stopping.isPending ? 'Stopping…' : 'Stop'}
      </Button>
      {stopping.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It was not stopped. <Visible text={stopping.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      {asking && (
        <Confirm
          title="Stop this run?"
          keep="Let it run"
          act="Stop it"
          onKeep={() => setAsking(false)}
          onAct={() => {
            setAsking(false);
            stopping.mutate({ id: run.id });
          }}
        >
          <p>
            <code>
              <Visible text={line} mode="layout" />
            </code>
          </p>
          <p className="quiet">It and everything it started is asked to end, and ended by force if it does not.</p>
        </Confirm>
      )}
    </>
  );
}
