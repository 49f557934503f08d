/** The face of a loaded policy: what the rest of the house may ask of it. Its inside belongs to the policy room. */
import type { ClientRef, Sha256 } from '../model/index.ts';
import type { SolverPolicy } from './solver-policy.ts';

/** What a run may use up, beside time and output. */
export type LimitKey = 'memoryBytes' | 'pids' | 'cpuMs' | 'openFiles' | 'fileBytes';

/** Under which terms a command would run: those of the rule that decides its argv, over the command's, over the defaults. */
export interface CommandTerms {
  /** Absolute path as the policy names it; not resolved yet. */
  readonly executable: string;
  /** Names of environment variables that a session may set for it. Everything else a session asks for is left out. */
  readonly env: readonly string[];
  /** Milliseconds; the first without a wish of the agent's, the second is the most it may wish for. */
  readonly wallMs: number;
  readonly maxWallMs: number;
  readonly outputBytes: number;
  /** Of each of these `null` means that the policy sets no limit. */
  readonly memoryBytes: number | null;
  readonly pids: number | null;
  readonly cpuMs: number | null;
  readonly openFiles: number | null;
  readonly fileBytes: number | null;
  /** Those of them that are written in the policy. A machine that cannot hold one of these refuses; the others are usual values. */
  readonly demandedLimits: readonly LimitKey[];
  /** The user of this machine that it runs as; absent: as Countersign itself. */
  readonly runAs?: string;
  readonly sandbox: 'strict' | 'workspace' | 'off';
  readonly network: boolean;
  /** What the program contained when the policy was loaded. */
  readonly programSha256?: Sha256;
  /** Words of argv that a program which runs others may take for a script: pinned by content, as `operands`, where they are files. */
  readonly scriptWords?: readonly string[];
  /** Words of argv (or flag values in it) that a matching rule reads as paths: the plan says where each leads, in `paths`. */
  readonly pathWords?: readonly string[];
}

export interface PathScope {
  readonly read: boolean;
  readonly write: boolean;
  /** Blocked wins over both, which are then false. */
  readonly blocked: boolean;
}

/** The globs behind `scopeOf`, with “~” spelt out and every fixed folder as it really is; for whoever builds a view of the file system. Countersign's own folders are among the blocked. */
export interface PathGlobs {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly blocked: readonly string[];
}

export interface PolicyLimits {
  readonly concurrentPerClient: number;
  readonly concurrent: number;
  /** By tool name; a tool that is not in it has no cap of its own. */
  readonly concurrentByTool: ReadonlyMap<string, number>;
  readonly queueWaitMs: number;
  readonly queuedPerClient: number;
  readonly sessionsPerClient: number;
  readonly sessionIdleMs: number;
  readonly approvalTimeoutMs: number;
  readonly maxArgumentBytes: number;
  /** Milliseconds; `null`: runs stay until somebody deletes them. */
  readonly keepRunsMs: number | null;
}

/** What the policy says of the tools for files, beside their rules. */
export interface FileTerms {
  /** The most bytes that one answer may hold of a file. */
  readonly maxReadBytes: number;
  /** The largest file that may be written, changed or uploaded. */
  readonly maxWriteBytes: number;
  readonly maxDownloadBytes: number;
  /** With their dot, in lower case. */
  readonly blockedExtensions: readonly string[];
  readonly transferIdleMs: number;
  readonly transfersPerClient: number;
  readonly uploadQuotaBytes: number;
}

export interface CompiledPolicy {
  /** Counts loads; a verdict names the version it was made under. */
  readonly version: number;
  readonly file: string;
  readonly sha256: Sha256;
  readonly limits: PolicyLimits;
  readonly files: FileTerms;
  /**
   * @param cwd the canonical folder it would run in; without it, rules for certain folders count as if it were theirs
   * @returns `undefined` when the policy does not list the command at all
   */
  commandTerms(argv: readonly string[], client: ClientRef, cwd?: string): CommandTerms | undefined;
  /** Names of the commands listed, for hints. */
  readonly commandNames: readonly string[];
  /** @param path canonical and absolute */
  scopeOf(path: string): PathScope;
  /** Targets, and containers that reach them. */
  readonly solvers: SolverPolicy;
  readonly pathGlobs: PathGlobs;
}
