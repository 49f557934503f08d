/** What the host needs from its shell. Each shell brings its own; tests bring fakes. */
export type { NameLookup } from './name-lookup.ts';

export interface Clock {
  /** Milliseconds since 1970, as `Date.now`. */
  nowMs(): number;
  /** @returns a function that cancels; the timer never keeps the process alive */
  after(ms: number, action: () => void): () => void;
}

export interface Notifier {
  /** Tells the person that something waits. Must not throw; a machine without notifications does nothing. */
  notify(notice: { readonly title: string; readonly body: string; readonly approvalId: string }): void;
}

export interface Secrets {
  /**
   * A secret of the given name, made with `make` on first use.
   * @returns the bytes and where they are kept, in words for the doctor
   */
  obtain(name: string, make: () => Uint8Array): Promise<{ readonly secret: Uint8Array; readonly keptIn: string }>;
}

export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** A logger whose lines carry the part's name. */
  part(name: string): Log;
}
