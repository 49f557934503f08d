/** What counts where the policy says nothing. One place, so that documents, plans and sentences agree. */

/** The fence around a command that names none. No fence is only ever there by an explicit `sandbox: off`. */
export const DEFAULT_SANDBOX: 'off' | 'workspace' | 'strict' = 'workspace';

/** Asks where no rule of the file is about a change to files. */
export const BUILT_IN_CHANGE = 'builtin.change-in-scope';

/** Room for an ordinary build or test run, and none for a program that runs away. */
export const DEFAULT_LIMITS = {
  wallMs: 30_000,
  maxWallMs: 300_000,
  outputBytes: 10 * 1024 ** 2,
  memoryBytes: 2 * 1024 ** 3,
  pids: 256,
  /** Wall time ends what computes without end; a build on many cores may well use more processor time than wall time. */
  cpuMs: null,
  openFiles: 1024,
  /** What a run may write is bounded by the folders it may write to; a single build product can be large. */
  fileBytes: null,
} as const;
