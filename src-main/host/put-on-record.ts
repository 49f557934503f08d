/** House events on record. Refused knocks are counted and written at most every ten seconds, so that nobody can flood the log from outside. */
import type { HouseEvent } from '#shared/model/index.ts';

const KNOCKS_EVERY_MS = 10_000;

type Detail = Readonly<Record<string, string | number | boolean | null>>;

export interface House {
  (event: HouseEvent, detail: Detail): Promise<void>;
  /** Never throws and never waits: a refused knock runs nothing. */
  readonly knock: (why: string) => void;
}

export function putOnRecord(records: { house(event: HouseEvent, detail: Detail): Promise<void> }): House {
  let waiting: { why: string; count: number } | undefined;
  let lastMs = 0;

  const write = (): void => {
    if (waiting === undefined) return;
    const { why, count } = waiting;
    waiting = undefined;
    lastMs = Date.now();
    // When even this cannot be written, the log's state says so to everybody.
    records.house('knock-refused', { why, count }).catch(() => undefined);
  };
  const knock = (why: string): void => {
    const timerRuns = waiting !== undefined;
    waiting = { why, count: (waiting?.count ?? 0) + 1 };
    if (Date.now() - lastMs >= KNOCKS_EVERY_MS) write();
    else if (!timerRuns) setTimeout(write, KNOCKS_EVERY_MS).unref();
  };
  return Object.assign((event: HouseEvent, detail: Detail) => records.house(event, detail), { knock });
}
