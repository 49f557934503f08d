/** What a loaded policy says of targets and of containers that reach them. */
import type { SolverLanguage, Verdict } from '../model/index.ts';
import type { TargetUse } from './target-document.ts';

/** Something on the network that would be reached. */
export interface TargetQuestion {
  /** A name in lower case, or a canonical address. */
  readonly host: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** What it stands for, canonical; `null` before it was looked up: then an allow means no more than that it may be looked up. */
  readonly addresses: readonly string[] | null;
  readonly use: TargetUse;
}

/** Under which terms a solver or a probe would run. */
export interface SolverTerms {
  readonly image: string;
  readonly verdict: Verdict['verdict'];
  readonly runtime: 'runc' | 'runsc';
  readonly firewall: 'none' | 'iptables';
  readonly network: 'target' | 'none';
  /** Milliseconds; the first without a wish of the agent's, the second is the most it may wish for. */
  readonly wallMs: number;
  readonly maxWallMs: number;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly pids: number;
  readonly scratchBytes: number;
  readonly outputBytes: number;
}

export interface PackageTerms {
  readonly bytes: number;
  readonly fileBytes: number;
  readonly files: number;
}

export interface ArtifactTerms {
  /** The most bytes that one client may keep. */
  readonly clientBytes: number;
  readonly fileBytes: number;
  readonly ageMs: number;
}

export interface SolverPolicy {
  /** Pure: nothing is looked up. */
  targetVerdict(question: TargetQuestion): Verdict;
  /** @returns `undefined` for a language that the policy does not list */
  terms(language: SolverLanguage): SolverTerms | undefined;
  probeTerms(): SolverTerms;
  readonly languages: readonly SolverLanguage[];
  /** The most bytes taken back of what a solver leaves. */
  readonly leftBytes: number;
  readonly package: PackageTerms;
  readonly artifacts: ArtifactTerms;
  /** Name servers, `192.0.2.53` or `192.0.2.53:5353`; empty: this machine's own way. */
  readonly dns: readonly string[];
}
