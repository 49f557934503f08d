/** What a shell hands to the host, and what it gets back. */
import type { HostApi } from '#host/api/index.ts';
import type { Clock, Log, Notifier, Secrets } from '#host/ports/index.ts';
import type { DoctorCheck, PolicyStatus } from '#shared/contract/index.ts';
import type { HouseEvent } from '#shared/model/index.ts';

export interface HostOptions {
  readonly dataDir: string;
  /** The MCP endpoint's port; 0 picks a free one. */
  readonly port: number;
  /** Default: `policy.yaml` in the data folder. */
  readonly policyFile: string | undefined;
  readonly version: string;
  /** The recipes of the runner images, as installed. */
  readonly runnerImagesDir: string;
  readonly mode: 'desktop' | 'headless';
  readonly clock: Clock;
  readonly notifier: Notifier;
  /** Given the data folder, since a shell without a keychain keeps its secrets there. */
  readonly secrets: (dataDir: string) => Secrets;
  readonly log: Log;
  /** A fresh one-time link to the UI, where the shell serves one. */
  readonly loginLink: () => string | undefined;
  readonly shellChecks: () => Promise<readonly DoctorCheck[]>;
  /** The trash of the home folder. Default: the desktop's. */
  readonly homeTrash?: string;
  /** How this very program's command line is started: program first, absolute. For the snippets that connect agents over the bridge. */
  readonly cli?: readonly string[];
}

export interface Host {
  /** The agents' endpoint, `http://127.0.0.1:7717/mcp`. */
  readonly endpoint: string;
  readonly api: HostApi;
  /** Which policy is in force, and what is wrong with its file. */
  policy(): PolicyStatus;
  /** Puts an event of the shell's own on record, e.g. a login. */
  house(event: HouseEvent, detail: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  /** The shell listens on this port too: out of reach of every container. */
  keepFrom(port: number): void;
  close(): Promise<void>;
}
