/** Ends a session, after asking how. */
import { type ReactNode, useState } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { SessionInfo } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';

export function EndSession({ session }: { readonly session: SessionInfo }): ReactNode {
  const [asking, setAsking] = useState(false);
  const ending = useCommand('sessions.end');
  useKeys({ s: () => setAsking(true) });
  const end = (force: boolean): void => {
    setAsking(false);
    ending.mutate({ id: session.id, force });
  };
  const running = session.running.length;
  return (
    <>
      <Button tone="deny" chord="s" inert={ending.isPending} onClick={() => setAsking(true)}>
        {ending.isPending ? 'Ending…' : 'End this session'}
      </Button>
      {ending.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It was not ended. <Visible text={ending.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      {asking && (
        <Dialog label="End this session?" onClose={() => setAsking(false)}>
          <h2 className="dialog-title">End this session?</h2>
          <p>
            {running === 0
              ? 'Nothing runs in it now. Its client has to open another to go on.'
              : `What runs in it ends with it: ${counted(running, 'run', 'runs')}, and everything started there.`}
          </p>
          <div className="card-row dialog-answers">
            <Button onClick={() => setAsking(false)} autoFocus>
              Keep it
            </Button>
            <span className="gap" />
            {running > 0 && (
              <Button tone="deny" onClick={() => end(true)} title="KILL, without asking first">
                Kill at once
              </Button>
            )}
            <Button tone="deny" onClick={() => end(false)} title="TERM, and KILL after 2 s">
              End it
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
