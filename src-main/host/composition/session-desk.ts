/** The person's view on sessions: what is in them, gathered from the rooms that know; and their ends, put on record. */

import type {
  HouseEvent,
  RunSummary,
  SessionDetail,
  SessionId,
  SessionInfo,
  SessionProcess,
} from '#shared/model/index.ts';
import type { Session } from '../capabilities/sessions/index.ts';
import type { RunProcess } from '../engines/process/index.ts';
import type { RunsPage } from '../records/index.ts';

const MOST_RUNS = 200;

export interface SessionDeskParts {
  readonly sessions: {
    all(): readonly Session[];
    find(id: SessionId): Session | undefined;
    endFor(id: SessionId, force: boolean): Promise<number | undefined>;
    onChanged(listener: (session: Session) => void): () => void;
  };
  readonly records: { listRuns(page: RunsPage): Promise<readonly RunSummary[]> };
  readonly engine: { processes(): Promise<readonly RunProcess[]> };
  readonly idleMs: () => number;
  readonly redact: (argv: readonly string[]) => readonly string[];
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string | number | null>>) => Promise<void>;
}

export type SessionDesk = ReturnType<typeof createSessionDesk>;

export function createSessionDesk(parts: SessionDeskParts) {
  const { sessions, records, engine, house } = parts;
  /** Who ends which session, until the record of that is written. */
  const endedBy = new Map<SessionId, string>();

  return {
    list: (): readonly SessionInfo[] => sessions.all().map((session) => infoOf(session, parts.idleMs())),
    async show(id: SessionId): Promise<SessionDetail | undefined> {
      const session = sessions.find(id);
      if (session === undefined) return undefined;
      const wanted = ({ plan }: RunSummary): boolean => 'session' in plan && plan.session === id;
      const runs = await records.listRuns({ limit: MOST_RUNS, wanted, notBeforeMs: session.createdAtMs });
      const processes = session.runs.length === 0 ? [] : await engine.processes();
      const own = processes.filter(({ run }) => session.runs.includes(run));
      return {
        session: infoOf(session, parts.idleMs()),
        runs,
        processes: own.map((found) => processOf(found, parts.redact)),
      };
    },
    async end(id: SessionId, force: boolean, by: string): Promise<SessionInfo | undefined> {
      endedBy.set(id, by);
      const ended = await sessions.endFor(id, force).finally(() => endedBy.delete(id));
      const session = sessions.find(id);
      return ended === undefined || session === undefined ? undefined : infoOf(session, parts.idleMs());
    },
    /** Puts ends on record and passes every change on. @returns stops listening */
    onChanged(listener: (session: SessionInfo) => void): () => void {
      const recorded = new WeakSet<Session>();
      return sessions.onChanged((session) => {
        listener(infoOf(session, parts.idleMs()));
        if (session.end === null || recorded.has(session)) return;
        recorded.add(session);
        const detail = { session: session.id, client: session.client, because: session.end.because };
        // When even this cannot be written, the log's state says so to everybody; the session is over all the same.
        house('session-ended', { ...detail, by: endedBy.get(session.id) ?? null }).catch(() => undefined);
      });
    },
  };
}

function infoOf(session: Session, idleMs: number): SessionInfo {
  const isWaitedFor = session.isWaitedFor();
  return {
    id: session.id,
    client: session.client,
    working_dir: session.workingDir.path,
    variables: Object.keys(session.env),
    created_at: iso(session.createdAtMs),
    last_used_at: iso(session.lastUsedMs),
    idle_end_at: session.end !== null || isWaitedFor ? null : iso(session.lastUsedMs + idleMs),
    ended_at: session.end === null ? null : iso(session.end.atMs),
    ended_because: session.end?.because ?? null,
    running: [...session.runs],
  };
}

const processOf = (found: RunProcess, redact: SessionDeskParts['redact']): SessionProcess => ({
  ...{ pid: found.pid, parent: found.parent, argv: redact(found.argv), name: found.name, status: found.status },
  ...{ memory_bytes: found.memoryBytes, cpu_ms: found.cpuMs, started_at: found.startedAt, run: found.run },
});

const iso = (ms: number): string => new Date(ms).toISOString();
