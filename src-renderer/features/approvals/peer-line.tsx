/** The process that called, as the system says: who is asking in the person's own terms, never proof of it. */
import type { ReactNode } from 'react';
import { Ago } from '#renderer/ui/ago.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval } from '#shared/model/index.ts';
import { saysOtherName } from '#shared/text/index.ts';

export function PeerLine({ peer }: Pick<Approval, 'peer'>): ReactNode {
  if (peer === null) return <span>calling process not known</span>;
  const { pid, program, name, user, started_at, via } = peer;
  const who = via === 'bridge' ? 'its bridge and the system say' : 'the system says';
  return (
    <span title="What is on the other end of the connection. It can be wrong, and it decides nothing.">
      {via === 'bridge' && 'bridge started by '}
      {program !== null && (
        <>
          <Visible text={program} />{' '}
        </>
      )}
      {name !== null && saysOtherName(peer) && (
        <>
          named “<Visible text={name} />”{' '}
        </>
      )}
      (process {pid}
      {user !== null && (
        <>
          {' '}
          of <Visible text={user} />
        </>
      )}
      {started_at !== null && (
        <>
          , started <Ago iso={started_at} />
        </>
      )}
      ), as {who}, not proven
    </span>
  );
}
