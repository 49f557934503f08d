/** What a session is, to those who use it and to those who look at it. */
import type { ClientName, PinnedFolder, RunId, SessionId } from '#shared/model/index.ts';

/** What of a session outlives the host. */
export interface SavedSession {
  readonly id: SessionId;
  readonly client: ClientName;
  readonly workingDir: PinnedFolder;
  readonly env: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly lastUsedMs: number;
}

export interface Session extends SavedSession {
  /** Fires when the session ends: what runs in it ends too. */
  readonly ended: AbortSignal;
  readonly end: { readonly atMs: number; readonly because: SessionEnd } | null;
  /** Runs under way in it. */
  readonly runs: readonly RunId[];
  /** Whether its client waits for one of them; so long it is not idle. */
  isWaitedFor(): boolean;
}

/** `killed`: by its client. `idle`: nobody used it. `revoked`: its client's token was. `person`: somebody ended it in the app. */
export type SessionEnd = 'killed' | 'idle' | 'revoked' | 'person';

/** A run's stay in a session. */
export interface Stay {
  /** Fires when the session ends. */
  readonly ended: AbortSignal;
  /** The client no longer waits for the run: from now on it does not keep the session from being idle. */
  letGo(): void;
  /** The run is over. */
  leave(): void;
}

export interface SessionLimits {
  readonly sessionsPerClient: number;
  readonly sessionIdleMs: number;
}
