/** One run to be carried out, with all that it takes. */
import type { Grant } from '#host/grants/grant.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import type { CommandPlan, RunHandle } from '#shared/model/index.ts';
import type { Stands } from './launcher/stands.ts';
import type { Machine } from './machine.ts';
import type { OutputPipes } from './output-pipes.ts';

export interface Errand {
  readonly grant: Grant<CommandPlan>;
  readonly run: RunHandle;
  /** Whoever may end the run from outside. */
  readonly signals: readonly AbortSignal[];
  readonly label: string;
  readonly content: ContentStore;
  readonly outputs: OutputPipes;
  /** What keeps the promises of plans; absent: plans that promise anything are refused. */
  readonly machine: Machine | undefined;
  readonly stands: Stands;
  readonly clock: Clock;
  readonly log: Log;
  readonly graceMs: number;
  /** A process exists: the program's own, or that of the fence around it. */
  readonly onStarted: (pid: number, fenced: boolean) => void;
}
