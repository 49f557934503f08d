/** Whose a transfer is: a client's, and where it named one, a session's. */
import type { Request, SessionId } from '#shared/model/index.ts';
import type { FileSessions } from './file-parts.ts';
import type { Owner } from './transfers.ts';

/** @throws Refused UNKNOWN_SESSION */
export function ownerOf(sessions: FileSessions, { client }: Request, session: SessionId | null): Owner {
  const ended = session === null ? null : sessions.use(client.name, session).ended;
  return { client: client.name, session, ended };
}
