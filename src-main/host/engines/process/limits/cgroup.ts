/**
 * A group of processes that the kernel counts and limits together, a run to a group. Groups lie below one folder that carries the owner's label,
 * so that the next start finds what a killed host left.
 */

export interface GroupLimits {
  readonly memoryBytes: number | null;
  /** Processes and threads. */
  readonly pids: number | null;
}

/** `null` where this kernel does not tell. */
export interface GroupUsage {
  readonly cpuMs: number | null;
  readonly peakMemoryBytes: number | null;
  readonly peakPids: number | null;
  /** How often the kernel ended a process of the group because there was no memory left in it. */
  readonly outOfMemory: number;
  /** How often a process of it could not be started because there were as many as there may be. */
  readonly refusedForks: number;
  /** At this moment. */
  readonly pids: number | null;
}

export interface Cgroup {
  /** What it starts from then on belongs to the group too. @throws Error when the kernel refuses */
  join(pid: number): Promise<void>;
  /** @throws Error when the kernel refuses */
  limit(limits: GroupLimits): void;
  pids(): readonly number[];
  usage(): GroupUsage;
  /** Ends who is left, and takes the group away. */
  remove(): Promise<void>;
}

export interface Cgroups {
  readonly version: 1 | 2;
  /** @param name unlike any other's under way. @throws Error when the kernel refuses */
  open(name: string): Cgroup;
  /** Takes away what an earlier host left. @returns how many groups that were */
  removeAll(): Promise<number>;
}
