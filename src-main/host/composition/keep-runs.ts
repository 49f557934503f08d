/** Runs that are older than the policy keeps them are removed, at the start and every hour. Each leaves its trace in the audit log first. */
import type { Policies } from '#host/policy/index.ts';
import { Refused } from '#shared/model/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

const HOUR_MS = 3_600_000;
const BY = 'limits.keep_runs of the policy';

export function keepRuns(
  rooms: AsyncDisposableStack,
  { clock, log }: Pick<HostOptions, 'clock' | 'log'>,
  { records }: Pick<Ground, 'records'>,
  policies: Pick<Policies, 'current'>,
): void {
  let cancel = (): void => undefined;
  let sweeping = Promise.resolve();
  let closed = false;

  /** One that cannot be deleted keeps none of the others; without the audit log none may go. */
  async function removeBefore(ms: number): Promise<void> {
    for await (const { id, end } of records.runsBefore(ms)) {
      if (closed) return;
      if (end === null) continue;
      await records.deleteRun(id, BY).catch((error: unknown) => {
        if (error instanceof Refused) throw error;
        log.warn({ run: id, err: error }, 'an old run could not be removed');
      });
    }
  }

  function sweep(): void {
    const { keepRunsMs } = policies.current().limits;
    if (keepRunsMs !== null) {
      sweeping = removeBefore(clock.nowMs() - keepRunsMs).catch((error: unknown) =>
        log.warn({ err: error }, 'old runs could not be looked through'),
      );
    }
    cancel = clock.after(HOUR_MS, sweep);
  }

  sweep();
  rooms.defer(async () => {
    closed = true;
    cancel();
    await sweeping;
  });
}
