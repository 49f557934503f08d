/** A thrown thing as a refusal. A bug becomes INTERNAL, with its details in the log only. */
import type { Log } from '#host/ports/index.ts';
import { type Refusal, Refused } from '#shared/model/index.ts';

export function refusalOf(error: unknown, log: Log): Refusal {
  if (error instanceof Refused) return error.refusal;
  log.error({ err: error }, 'a request failed by a mistake of ours');
  return new Refused('INTERNAL').refusal;
}
