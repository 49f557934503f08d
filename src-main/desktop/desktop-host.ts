/** The host as the desktop shell needs it: the slice of it that is used here, and what the shell gives it. */
import type { Notifier, Secrets } from '#host/ports/index.ts';
import type { Caller, DoctorCheck, WireEvent } from '#shared/contract/index.ts';

export interface DesktopApi {
  readonly gate: {
    /**
     * Asks `identify` before anything else, then checks the name, validates the input, runs the handler.
     * @throws HostError for every refusal, those of `identify` included
     */
    call(name: string, input: unknown, identify: () => Caller): Promise<unknown>;
  };
  readonly events: {
    /** @returns a function that stops listening */
    listen(listener: (event: WireEvent) => void): () => void;
  };
}

export interface DesktopHost {
  /** The agents' endpoint, e.g. `http://127.0.0.1:7717/mcp`. */
  readonly endpoint: string;
  readonly api: DesktopApi;
  /** Ends runs, closes what is open and lets go of the data folder. */
  close(): Promise<void>;
}

/** What the host is given by this shell. */
export interface DesktopPorts {
  /** Does nothing: this shell learns of cards from events, as every other UI does, and takes its notices down the same way. */
  readonly notifier: Notifier;
  readonly secrets: (dataDir: string) => Secrets;
  readonly shellChecks: () => Promise<readonly DoctorCheck[]>;
}

export type CreateDesktopHost = (ports: DesktopPorts) => Promise<DesktopHost>;
