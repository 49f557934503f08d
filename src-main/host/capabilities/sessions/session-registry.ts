/** Sessions: a working folder and wished-for environment that a client's commands share. Ids are made here and bound to the client. */
import type { Clock } from '#host/ports/index.ts';
import { freshId } from '#host/storage/index.ts';
import { type ClientName, type PinnedFolder, Refused, RunInterrupted, SessionId } from '#shared/model/index.ts';

export interface Session {
  readonly id: SessionId;
  readonly client: ClientName;
  readonly workingDir: PinnedFolder;
  readonly env: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  /** Fires when the session ends: what runs in it ends too. */
  readonly ended: AbortSignal;
}

interface Kept extends Session {
  readonly end: AbortController;
  lastUsedMs: number;
  cancelSweep: () => void;
}

export interface SessionLimits {
  readonly sessionsPerClient: number;
  readonly sessionIdleMs: number;
}

export class SessionRegistry {
  readonly #clock: Clock;
  readonly #limits: () => SessionLimits;
  readonly #sessions = new Map<SessionId, Kept>();

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
    const end = new AbortController();
    const session: Kept = {
      id: SessionId.parse(freshId('ses_')),
      client,
      workingDir,
      env,
      createdAtMs: nowMs,
      lastUsedMs: nowMs,
      end,
      ended: end.signal,
      cancelSweep: () => undefined,
    };
    this.#sessions.set(session.id, session);
    this.#sweepLater(session);
    return session;
  }

  /** Another client's session is as unknown as one that never was. @throws Refused UNKNOWN_SESSION */
  use(client: ClientName, id: SessionId): Session {
    const session = this.#sessions.get(id);
    if (session?.client !== client)
      throw new Refused('UNKNOWN_SESSION', { message: `This client has no session ${id}.` });
    session.lastUsedMs = this.#clock.nowMs();
    return session;
  }

  of(client: ClientName): readonly Session[] {
    return [...this.#sessions.values()].filter((session) => session.client === client);
  }

  /** @param force ends what runs in it at once instead of asking first. @throws Refused UNKNOWN_SESSION */
  kill(client: ClientName, id: SessionId, force: boolean): void {
    this.use(client, id);
    this.#end(id, force);
  }

  /** Ends a client's sessions, when its token is revoked. */
  killAllOf(client: ClientName): void {
    for (const session of this.of(client)) this.#end(session.id, false);
  }

  #end(id: SessionId, force: boolean): void {
    const session = this.#sessions.get(id);
    session?.cancelSweep();
    this.#sessions.delete(id);
    session?.end.abort(new RunInterrupted('cancelled', { force }));
  }

  /** Ends the session once it was idle long enough. */
  #sweepLater(session: Kept): void {
    const idleMs = this.#clock.nowMs() - session.lastUsedMs;
    const leftMs = this.#limits().sessionIdleMs - idleMs;
    if (leftMs <= 0) this.#end(session.id, false);
    else session.cancelSweep = this.#clock.after(leftMs, () => this.#sweepLater(session));
  }
}
