/** What is asked for once it was read: a package in bytes, a target, how to start it, and what the agent claims. Not checked yet. */
import type { RunId, SolverClaims } from '#shared/model/index.ts';

export interface PackagedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface SolverOrder {
  readonly target: { readonly host: string; readonly port: number; readonly protocol: 'tcp' | 'udp' };
  readonly language: string;
  readonly entrypoint: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `null`: as long as the policy gives. */
  readonly timeoutSeconds: number | null;
  readonly files: readonly PackagedFile[];
  readonly claims: SolverClaims;
  /** The hash that the agent says it validated. */
  readonly claimedHash: string | null;
  readonly derivedFrom: RunId | null;
  /** The claim was made of the earlier run's package: it may turn out to be about that one alone. */
  readonly claimIsOlder: boolean;
}
