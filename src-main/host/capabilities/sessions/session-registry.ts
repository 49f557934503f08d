/**
 * Sessions: a working folder, variables and a set of runs that a client's calls share. Ids are made here and bound to the client. A session
 * that ends takes what runs in it along.
 */
import type { Clock } from '#host/ports/index.ts';
import { freshId } from '#host/storage/index.ts';
import {
  type ClientName,
  type PinnedFolder,
  Refused,
  type RunId,
  RunInterrupted,
  SessionId,
} from '#shared/model/index.ts';
import type { SavedSession, Session, SessionEnd, SessionLimits, Stay } from './session.ts';

/** Sessions that are over, for the person to look at. */
const REMEMBERED = 100;

interface Kept extends Session {
  lastUsedMs: number;
  end: Session['end'];
  readonly ending: AbortController;
  readonly stays: Map<RunId, { isWaitedFor: boolean }>;
  /** Told when the last run has left. */
  whenEmpty: (() => void)[];
  cancelSweep: () => void;
}

export class SessionRegistry {
  readonly #clock: Clock;
  readonly #limits: () => SessionLimits;
  readonly #open = new Map<SessionId, Kept>();
  #over: readonly Kept[] = [];
  readonly #listeners = new Set<(session: Session) => void>();

  constructor(clock: Clock, limits: () => SessionLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** @throws Refused SESSION_LIMIT */
  create(client: ClientName, workingDir: PinnedFolder, env: Readonly<Record<string, string>>): Session {
    const { sessionsPerClient } = this.#limits();
    if (this.of(client).length >= sessionsPerClient) {
      throw new Refused('SESSION_LIMIT', {
        message: `This client has ${sessionsPerClient} sessions, which is the limit.`,
      });
    }
    const nowMs = this.#clock.nowMs();
    const id = SessionId.parse(freshId('ses_'));
    return this.#opened({ id, client, workingDir, env, createdAtMs: nowMs, lastUsedMs: nowMs });
  }

  /** One of an earlier host's, with nothing running in it. Its idle time has gone on; a clock that was set back does not give it more. */
  restore(saved: SavedSession): Session {
    return this.#opened({ ...saved, lastUsedMs: Math.min(saved.lastUsedMs, this.#clock.nowMs()) });
  }

  #opened(saved: SavedSession): Session {
    const ending = new AbortController();
    const stays: Kept['stays'] = new Map();
    const session: Kept = {
      ...{ ...saved, end: null },
      ...{ ending, ended: ending.signal, stays, whenEmpty: [], cancelSweep: () => undefined },
      isWaitedFor: () => [...stays.values()].some((stay) => stay.isWaitedFor),
      get runs() {
        return [...stays.keys()];
      },
    };
    this.#open.set(session.id, session);
    this.#tell(session);
    this.#sweepLater(session);
    return session;
  }

  /** Another client's session is as unknown as one that never was. @throws Refused UNKNOWN_SESSION */
  use(client: ClientName, id: SessionId): Session {
    const session = this.#open.get(id);
    if (session?.client !== client)
      throw new Refused('UNKNOWN_SESSION', { message: `This client has no session ${id}.` });
    session.lastUsedMs = this.#clock.nowMs();
    return session;
  }

  isOpen(client: ClientName, id: SessionId): boolean {
    return this.#open.get(id)?.client === client;
  }

  /** A run begins in the session, and its client waits for it: so long it is not idle. @throws Refused UNKNOWN_SESSION */
  enter(client: ClientName, id: SessionId, run: RunId): Stay {
    this.use(client, id);
    const session = this.#kept(id);
    const stay = { isWaitedFor: true };
    session.stays.set(run, stay);
    this.#tell(session);
    const touch = (): void => {
      if (stay.isWaitedFor) session.lastUsedMs = this.#clock.nowMs();
      stay.isWaitedFor = false;
    };
    return {
      ended: session.ended,
      letGo: touch,
      leave: () => {
        touch();
        if (!session.stays.delete(run)) return;
        this.#tell(session);
        if (session.stays.size > 0) return;
        for (const tell of session.whenEmpty.splice(0)) tell();
      },
    };
  }

  of(client: ClientName): readonly Session[] {
    return [...this.#open.values()].filter((session) => session.client === client);
  }

  /** Open ones first, then those that are over, the last to end first. */
  all(): readonly Session[] {
    return [...this.#open.values(), ...this.#over];
  }

  find(id: SessionId): Session | undefined {
    return this.#open.get(id) ?? this.#over.find((session) => session.id === id);
  }

  /**
   * @param force ends what runs in it at once instead of asking first
   * @returns how many runs that ended, once they have
   * @throws Refused UNKNOWN_SESSION
   */
  async kill(client: ClientName, id: SessionId, force: boolean): Promise<number> {
    this.use(client, id);
    return this.#endOf(id, 'killed', force);
  }

  /** A person ends it. @returns `undefined` when it is not open */
  async endFor(id: SessionId, force: boolean): Promise<number | undefined> {
    return this.#open.has(id) ? this.#endOf(id, 'person', force) : undefined;
  }

  /** Ends a client's sessions, when its token is revoked. */
  killAllOf(client: ClientName): void {
    for (const session of this.of(client)) void this.#endOf(session.id, 'revoked', false);
  }

  /** Told when a session opens or ends, and when what runs in it changes. @returns a function that stops listening */
  onChanged(listener: (session: Session) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #kept(id: SessionId): Kept {
    const session = this.#open.get(id);
    if (session === undefined) throw new Error(`the session ${id} is gone`);
    return session;
  }

  /** Never rejects. */
  async #endOf(id: SessionId, because: SessionEnd, force: boolean): Promise<number> {
    const session = this.#kept(id);
    session.cancelSweep();
    this.#open.delete(id);
    session.end = { atMs: this.#clock.nowMs(), because };
    this.#over = [session, ...this.#over].slice(0, REMEMBERED);
    const { size } = session.stays;
    const { promise: empty, resolve } = Promise.withResolvers<void>();
    if (size === 0) resolve();
    else session.whenEmpty.push(resolve);
    session.ending.abort(new RunInterrupted(because === 'person' ? 'stopped' : 'cancelled', { force }));
    this.#tell(session);
    await empty;
    return size;
  }

  /** Ends the session once it was idle long enough. */
  #sweepLater(session: Kept): void {
    const { sessionIdleMs } = this.#limits();
    const leftMs = session.isWaitedFor() ? sessionIdleMs : sessionIdleMs - (this.#clock.nowMs() - session.lastUsedMs);
    if (leftMs <= 0) void this.#endOf(session.id, 'idle', false);
    else session.cancelSweep = this.#clock.after(leftMs, () => this.#sweepLater(session));
  }

  #tell(session: Session): void {
    for (const listener of this.#listeners) listener(session);
  }
}
