/**
 * Clients that ask more than a person can answer, and clients that rest because nobody answered. They stand under the list, where they
 * push nothing away when they appear.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { HostStatus } from '#shared/contract/index.ts';
import { counted, timeOfDay } from '#shared/text/index.ts';
import { NoteField, noteOf } from './note-field.tsx';

type Flood = HostStatus['attention']['flooding'][number];
type Quiet = HostStatus['attention']['quiet'][number];

export function AttentionCards(): ReactNode {
  const status = useOperation('host.status', {});
  const { flooding, quiet } = status.data?.attention ?? { flooding: [], quiet: [] };
  useSayFloods(flooding);
  if (flooding.length + quiet.length === 0) return null;
  return (
    <section className="attention" aria-label="Clients to look at">
      {flooding.map((flood) => (
        <FloodCard key={flood.client} flood={flood} />
      ))}
      {quiet.map((one) => (
        <QuietCard key={one.client} quiet={one} />
      ))}
    </section>
  );
}

/** Said once for each client, to whoever cannot see the card. */
function useSayFloods(flooding: readonly Flood[]): void {
  const announce = useAnnounce();
  const said = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    for (const { client } of flooding) if (!said.current.has(client)) announce(`${client} is flooding you`);
    said.current = new Set(flooding.map(({ client }) => client));
  });
}

function FloodCard({ flood }: { readonly flood: Flood }): ReactNode {
  const [asking, setAsking] = useState(false);
  const { client, waiting, refused } = flood;
  return (
    <Notice tone="ask">
      <strong>
        <Visible text={client} /> is flooding you.
      </strong>{' '}
      {counted(waiting, 'request waits', 'requests wait')}, {counted(refused, 'more was', 'more were')} refused.
      <div className="attention-act">
        <Button tone="deny" onClick={() => setAsking(true)}>
          Deny all from it…
        </Button>
      </div>
      {asking && <DenyAll client={client} waiting={waiting} onClose={() => setAsking(false)} />}
    </Notice>
  );
}

function DenyAll(props: {
  readonly client: string;
  readonly waiting: number;
  readonly onClose: () => void;
}): ReactNode {
  const { client, onClose } = props;
  const [because, setBecause] = useState('');
  const [note, setNote] = useState('');
  const denying = useCommand('approvals.denyAllOf');
  const announce = useAnnounce();
  const deny = (): void => {
    if (denying.isPending) return;
    denying.mutate(
      { client, because: noteOf(because), note: noteOf(note) },
      {
        onSuccess: ({ answered }) => {
          announce(`Denied ${counted(answered.length, 'request', 'requests')} from ${client}`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog label={`Deny all from ${client}`} onClose={onClose}>
      <h2 className="dialog-title">
        Deny all that waits from <Visible text={client} />?
      </h2>
      <p>
        {counted(props.waiting, 'request', 'requests')}, and whatever else of it waits by then. Nothing of it runs. It
        may ask again.
      </p>
      <Field label="Why? The agent reads this; may stay empty." value={because} onChange={setBecause} />
      <NoteField value={note} onChange={setNote} />
      {denying.error !== null && (
        <p role="alert" className="form-problem">
          <Visible text={denying.error.message} mode="layout" />
        </p>
      )}
      <div className="card-row dialog-answers">
        <Button onClick={onClose} autoFocus>
          Keep them
        </Button>
        <span className="gap" />
        <Button tone="deny" inert={denying.isPending} onClick={deny}>
          Deny all from it
        </Button>
      </div>
    </Dialog>
  );
}

function QuietCard({ quiet }: { readonly quiet: Quiet }): ReactNode {
  const { client, until } = quiet;
  const hearing = useCommand('approvals.hearAgain');
  const now = useNow(1000);
  if (Date.parse(until) <= now) return null;
  return (
    <Notice tone="plain">
      <strong>
        <Visible text={client} />
      </strong>{' '}
      is not heard until {timeOfDay(until).slice(0, 5)}: its requests went unanswered, so they are refused at once.{' '}
      <Button tone="bare" inert={hearing.isPending} onClick={() => hearing.mutate({ client })}>
        Hear it again
      </Button>
      {hearing.error !== null && (
        <span role="alert" className="form-problem">
          {' '}
          <Visible text={hearing.error.message} mode="layout" />
        </span>
      )}
    </Notice>
  );
}
