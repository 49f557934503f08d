/** The agent programs that may knock, each with a token of its own. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useOperation } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { List, type ListEntry } from '#renderer/ui/list.tsx';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ClientInfo } from '#shared/model/index.ts';
import { AddClient } from './add-client.tsx';
import { ClientCard, ClientState } from './client-card.tsx';
import './clients.css';

/** @param name which client is open; `adding` shows the form instead */
export function ClientsScreen({ name, adding }: { readonly name: string | null; readonly adding: boolean }): ReactNode {
  const list = useOperation('clients.list', {});
  const [, go] = useLocation();
  useKeys({ n: () => go('/add-client') });
  if (list.error !== null && list.data === undefined) {
    return (
      <Failed
        what="The clients cannot be shown"
        error={list.error}
        stillWorks="Clients that are connected go on working. `countersign clients list` shows the same in a terminal."
        onRetry={() => void list.refetch()}
      />
    );
  }
  return (
    <Split
      open={adding ? '+' : name}
      backLabel="All clients"
      detailLabel={adding ? 'Add a client' : 'Client'}
      onBack={() => go('/clients')}
      list={
        <>
          <div className="clients-top">
            <Button chord="n" onClick={() => go('/add-client')}>
              Add a client
            </Button>
          </div>
          {list.data === undefined ? (
            <Loading label="Loading clients" />
          ) : (
            <List
              label="Clients"
              entries={clientEntries(list.data)}
              selected={adding ? null : name}
              rowPx={51}
              onSelect={(key, how) => go(`/clients/${encodeURIComponent(key)}`, { replace: how === 'step' })}
              row={(client) => <ClientRow client={client} />}
            />
          )}
        </>
      }
      detail={adding ? <Adding /> : <Detail name={name} clients={list.data} />}
    />
  );
}

function clientEntries(clients: readonly ClientInfo[]): readonly ListEntry<ClientInfo>[] {
  const rows = (some: readonly ClientInfo[]): ListEntry<ClientInfo>[] =>
    [...some]
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((client) => ({ kind: 'row', key: client.name, value: client }));
  const revoked = clients.filter((client) => client.revoked);
  return [
    ...rows(clients.filter((client) => !client.revoked)),
    ...(revoked.length === 0 ? [] : [{ kind: 'heading' as const, key: ' revoked', text: 'Revoked' }]),
    ...rows(revoked),
  ];
}

function ClientRow({ client }: { readonly client: ClientInfo }): ReactNode {
  return (
    <>
      <strong className="client-name">
        <Visible text={client.name} />
      </strong>
      <span className="row-end">
        <ClientState client={client} />
      </span>
      <span className="row-who client-seen">
        {client.last_seen_at === null ? 'added ' : 'seen '}
        <Ago iso={client.last_seen_at ?? client.created_at} />
      </span>
    </>
  );
}

function Adding(): ReactNode {
  return (
    <article className="card" aria-label="Add a client">
      <header className="card-part">
        <h1>Add a client</h1>
      </header>
      <section className="card-part">
        <AddClient />
      </section>
    </article>
  );
}

function Detail(props: {
  readonly name: string | null;
  readonly clients: readonly ClientInfo[] | undefined;
}): ReactNode {
  const { name, clients } = props;
  if (clients === undefined) return <Loading label="Loading the client" lines={4} />;
  const client = clients.find((one) => one.name === name);
  if (client !== undefined) return <ClientCard key={client.name} client={client} />;
  if (name !== null) return <Empty icon="gone" title="There is no such client" />;
  return clients.length === 0 ? (
    <Empty icon="house" title="No client yet">
      <p>An agent program needs a token of its own to reach Countersign. Add one to get it.</p>
    </Empty>
  ) : (
    <Empty icon="house" title="Choose a client" />
  );
}
