/** The page for somebody whom the host does not know: calm, and with the one thing to do. */
import type { ReactNode } from 'react';
import type { HostLink } from '../client/host-link.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/card.tsx';
import './signed-out.css';

export function SignedOut({ kind }: { readonly kind: HostLink['kind'] }): ReactNode {
  if (kind === 'desktop') {
    return (
      <main className="signed-out">
        <h1>This window is not allowed to speak to Countersign</h1>
        <p>Nothing was allowed because of it. Close the window and open it again from the tray.</p>
      </main>
    );
  }
  return (
    <main className="signed-out">
      <h1>This page needs a fresh link</h1>
      <p>
        A login link works once and for ten minutes, and only for the browser that opened it. Make a new one in a
        terminal:
      </p>
      <div className="token">
        <code>npx countersign ui</code>
        <CopyButton text="npx countersign ui" what="the command" tone="plain" />
      </div>
      <p className="quiet">Agents are not affected: what waits for you goes on waiting until its time is over.</p>
      <div>
        <Button onClick={() => window.location.reload()}>Try again</Button>
      </div>
    </main>
  );
}
