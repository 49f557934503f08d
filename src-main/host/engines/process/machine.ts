/**
 * What this machine has to keep promises with: a fence around programs, and something to hold limits with. Found out by trying, once, at the
 * start. Every promise of a plan is either kept by what is here, or the plan is refused.
 */
import type { Confinement, RunLimits } from '#shared/model/index.ts';
import type { Confine } from './confine/confine.ts';
import type { Cgroups } from './limits/cgroup.ts';
import { type Limit, type LimitMeans, unheld } from './limits/hold-limits.ts';
import type { ProcessWatch } from './limits/process-watch.ts';
import type { Bubblewrap } from './sandbox/bubblewrap.ts';
import type { Seatbelt } from './seatbelt/seatbelt.ts';

/** For the status strip and the doctor. */
export interface MachineState {
  readonly name: Confinement['by'] | null;
  /** Short, for the strip. */
  readonly sentence: string;
  /** What was found, for the doctor. */
  readonly found: string;
  /** The exact thing to do; `null` where nothing is to be done. */
  readonly fix: string | null;
}

export interface Machine {
  readonly sandbox: MachineState;
  readonly limits: MachineState;
  readonly means: LimitMeans;
  /** Why no program can run as another user here; `null` where it can. */
  readonly cannotRunAs: string | null;
  readonly watch: ProcessWatch;
  readonly cgroups: Cgroups | null;
  /** One of the two, where there is a fence: on Linux, and on macOS. */
  readonly bubblewrap: Bubblewrap | null;
  readonly seatbelt: Seatbelt | null;
  /** `null` where there is no fence. */
  readonly confine: Confine | null;
  close(): Promise<void>;
}

/** @returns the limits of a plan that nothing here can hold */
export const cannotHold = ({ means }: Pick<Machine, 'means'>, limits: RunLimits, sandbox: string): readonly Limit[] =>
  unheld(limits, sandbox !== 'off', means);
