/**
 * Sessions outlive the host: `sessions.json` holds each open one's folder, variables and last use, and the next start opens them again, with nothing
 * running in them. One that was idle too long meanwhile ends then; one whose client is gone is dropped. A file that does not fit is left as it is.
 */
import { z } from 'zod';
import { ClientName, PinnedFolder, SessionId } from '#shared/model/index.ts';
import type { Session, SessionRegistry } from '../capabilities/sessions/index.ts';
import type { Clients } from '../clients/index.ts';
import type { Log } from '../ports/index.ts';
import { readJson, writeFileAtomic } from '../storage/index.ts';
import type { Ground } from './open-ground.ts';

const SavedSession = z.strictObject({
  id: SessionId,
  client: ClientName,
  /** Of the client itself, not of its name. */
  client_id: z.string().min(1).max(64),
  working_dir: PinnedFolder,
  environment: z.record(z.string(), z.string()),
  created_at_ms: z.number().int(),
  last_used_ms: z.number().int(),
});
const SessionsFile = z.strictObject({ version: z.literal(1), sessions: z.array(SavedSession).max(10_000) });

/** What is written of a session's last use may be older than it is by this. */
const STALE_MS = 60_000;

interface Kept {
  readonly sessions: Pick<SessionRegistry, 'all' | 'restore' | 'onChanged'>;
  readonly clients: Pick<Clients, 'idOf' | 'list'>;
}

export async function keepSessions(
  rooms: AsyncDisposableStack,
  { folder }: Pick<Ground, 'folder'>,
  { sessions, clients }: Kept,
  log: Log,
): Promise<void> {
  const found = await readJson(folder.sessions, SessionsFile);
  if (found.state === 'invalid') {
    log.warn(
      { path: folder.sessions, problem: found.problem },
      'sessions of before cannot be read; none is kept until the file is moved away',
    );
    return;
  }
  const keeper = createKeeper(
    folder.sessions,
    () =>
      sessions
        .all()
        .filter(({ end }) => end === null)
        .map(saved),
    log,
  );
  function saved(session: Session): z.input<typeof SavedSession> {
    const { id, client, workingDir, env, createdAtMs, lastUsedMs } = session;
    return {
      ...{ id, client, client_id: clients.idOf(client), working_dir: workingDir, environment: env },
      ...{ created_at_ms: createdAtMs, last_used_ms: lastUsedMs },
    };
  }
  const good = new Set(
    clients
      .list()
      .filter(({ revoked }) => !revoked)
      .map(({ name }) => name),
  );
  for (const each of found.state === 'ok' ? found.value.sessions : []) {
    if (!good.has(each.client) || clients.idOf(each.client) !== each.client_id) continue;
    sessions.restore({
      ...{ id: each.id, client: each.client, workingDir: each.working_dir, env: each.environment },
      ...{ createdAtMs: each.created_at_ms, lastUsedMs: each.last_used_ms },
    });
  }
  const stop = sessions.onChanged(() => keeper.look());
  rooms.defer(async () => {
    stop();
    await keeper.close();
  });
  keeper.look();
}

/** Writes one version after the other, and none twice. */
function createKeeper(path: string, now: () => readonly z.input<typeof SavedSession>[], log: Log) {
  let written: readonly z.input<typeof SavedSession>[] = [];
  let writing: Promise<void> | undefined;

  const isStale = (): boolean => {
    const before = new Map(written.map((each) => [each.id, each.last_used_ms]));
    const open = now();
    return (
      open.length !== written.length ||
      open.some(({ id, last_used_ms }) => last_used_ms > (before.get(id) ?? 0) + STALE_MS)
    );
  };
  const write = async (): Promise<void> => {
    const sessions = now();
    written = sessions;
    await writeFileAtomic(path, `${JSON.stringify({ version: 1, sessions })}\n`);
  };
  const look = (): void => {
    if (writing !== undefined || !isStale()) return;
    writing = write()
      // They go on all the same, and are only not there again after a restart.
      .catch((error: unknown) => log.warn({ err: error }, 'sessions cannot be kept over a restart'))
      .finally(() => {
        writing = undefined;
        look();
      });
  };
  return {
    look,
    async close(): Promise<void> {
      await writing;
      if (written.length === 0 && now().length === 0) return;
      await write().catch((error: unknown) => log.warn({ err: error }, 'sessions cannot be kept over a restart'));
    },
  };
}
