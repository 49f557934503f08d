/** A process of this machine, as far as the system tells. */
export interface MachineProcess {
  readonly pid: number;
  readonly parent: number;
  /** `null` where the system has no such thing. */
  readonly group: number | null;
  readonly session: number | null;
  /** When it began, as the system counts it: with the pid it names one process. */
  readonly started: string;
  /** ISO 8601; `null` where it is not known. */
  readonly startedAt: string | null;
  readonly name: string;
  readonly argv: readonly string[];
  /** running, sleeping, stopped, zombie … */
  readonly status: string;
  readonly memoryBytes: number | null;
  readonly cpuMs: number | null;
}
