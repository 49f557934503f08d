/** What the tools about processes need of the house. */
import type { MachineProcess, RunProcess } from '#host/engines/process/index.ts';
import type { Grant } from '#host/grants/grant.ts';
import {
  type ClientName,
  type ClientRef,
  isSameClient,
  type ProcessKillPlan,
  type RunId,
  type RunSummary,
  type SessionId,
} from '#shared/model/index.ts';

export interface ProcessParts {
  readonly engine: {
    processes(): Promise<readonly RunProcess[]>;
    signal(grant: Grant<ProcessKillPlan>): Promise<boolean>;
  };
  readonly machine: () => Promise<readonly MachineProcess[]>;
  readonly runs: { show(id: RunId): Promise<RunSummary | undefined> };
  readonly sessions: {
    /** @throws Refused UNKNOWN_SESSION */
    use(client: ClientName, id: SessionId): unknown;
  };
  /** Takes secrets out of a command line, by the names of flags and by their shape. */
  readonly redact: (argv: readonly string[]) => readonly string[];
}

export interface OwnProcess extends RunProcess {
  readonly inSession: SessionId | null;
}

/** Processes of the client's own runs, and of one session alone if one is named. */
export async function ownProcesses(
  { engine, runs }: Pick<ProcessParts, 'engine' | 'runs'>,
  client: ClientRef,
  session: SessionId | null,
): Promise<readonly OwnProcess[]> {
  const found = await engine.processes();
  const summaries = new Map<RunId, RunSummary>();
  for (const id of new Set(found.map(({ run }) => run))) {
    const summary = await runs.show(id);
    if (summary !== undefined && isSameClient(summary.client, client)) summaries.set(id, summary);
  }
  return found.flatMap((each) => {
    const plan = summaries.get(each.run)?.plan;
    if (plan === undefined) return [];
    const inSession = plan.kind === 'command' ? plan.session : null;
    return session === null || inSession === session ? [{ ...each, inSession }] : [];
  });
}
