/** One client: since when, last seen when, what it says of itself, and taking its token away. */
import { type ReactNode, useState } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Fact, Notice } from '#renderer/ui/card.tsx';
import { Confirm } from '#renderer/ui/dialog.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ClientInfo } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { ClientSessions } from '../sessions/client-sessions.tsx';

export function ClientCard({ client }: { readonly client: ClientInfo }): ReactNode {
  return (
    <article className="card" aria-labelledby="client-title">
      <header className="card-part">
        <div className="card-who">
          <ClientState client={client} />
        </div>
        <h1 className="card-title" id="client-title">
          <Visible text={client.name} />
        </h1>
      </header>
      <section className="card-part" aria-label="About this client">
        <dl className="facts">
          <Fact term="Added" inWords>
            <Ago iso={client.created_at} />
          </Fact>
          <Fact term="Last seen" inWords>
            {client.last_seen_at === null ? 'never' : <Ago iso={client.last_seen_at} />}
          </Fact>
          <Fact term="Claims to be" inWords>
            {client.claims === null ? 'nothing yet' : <Visible text={client.claims} />}
          </Fact>
          <Fact term="Connected" inWords>
            {client.connections === 0 ? 'not now' : counted(client.connections, 'connection', 'connections')}
          </Fact>
          <ClientSessions client={client.name} />
        </dl>
      </section>
      {!client.revoked && (
        <footer className="card-part">
          <Revoke client={client} />
        </footer>
      )}
    </article>
  );
}

export function ClientState({ client }: { readonly client: ClientInfo }): ReactNode {
  if (client.revoked) {
    return (
      <Said tone="deny" icon="bar">
        revoked
      </Said>
    );
  }
  return client.connections > 0 ? (
    <Said tone="allow" icon="dot">
      connected
    </Said>
  ) : (
    <Said tone="plain" icon="ring">
      {client.last_seen_at === null ? 'never connected' : 'not connected'}
    </Said>
  );
}

function Revoke({ client }: { readonly client: ClientInfo }): ReactNode {
  const [asking, setAsking] = useState(false);
  const revoking = useCommand('clients.revoke');
  return (
    <>
      <Button tone="deny" inert={revoking.isPending} onClick={() => setAsking(true)}>
        Revoke its token
      </Button>
      {revoking.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It was not revoked. <Visible text={revoking.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      {asking && (
        <Confirm
          title={`Revoke the token of “${client.name}”?`}
          keep="Keep it"
          act="Revoke"
          onKeep={() => setAsking(false)}
          onAct={() => {
            setAsking(false);
            revoking.mutate({ name: client.name });
          }}
        >
          <p>Its connections end and its requests are refused from now on. This cannot be taken back.</p>
        </Confirm>
      )}
    </>
  );
}
