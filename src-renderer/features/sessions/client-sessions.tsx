/** The sessions that one client has open, as lines on its card. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useOperation } from '#renderer/client/queries.ts';
import { Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { sessionWords } from './session-words.ts';

export function ClientSessions({ client }: { readonly client: string }): ReactNode {
  const list = useOperation('sessions.list', {});
  const open = (list.data ?? []).filter((one) => one.client === client && one.ended_at === null);
  return (
    <Fact term="Sessions" inWords>
      {open.length === 0 && 'none open'}
      {open.map((session) => (
        <div key={session.id}>
          <Link href={`/sessions/${session.id}`}>
            <Visible text={session.working_dir} />
          </Link>{' '}
          · {sessionWords(session).word}
        </div>
      ))}
      {(list.data ?? []).length > 0 && (
        <div>
          <Link href="/sessions">all sessions</Link>
        </div>
      )}
    </Fact>
  );
}
