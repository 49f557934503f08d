/** The last stretch of the road: the work of a run comes to its end, the run ends with it, and that is on record. */
import type { Refusal, Request, RunHandle } from '#shared/model/index.ts';
import type { BrokerParts } from './journey.ts';
import { refusalOf } from './refusal-of.ts';

/** A run under way. */
export interface Course {
  readonly request: Request;
  readonly run: RunHandle;
  readonly keepsTranscript: boolean;
  /** How it ends where no engine ended it before: the first word counts. */
  how: Parameters<RunHandle['end']>[0];
}

interface Work {
  readonly failed: boolean;
  /** What of it goes on, to be concluded by itself. */
  readonly rest?: Promise<{ readonly failed: boolean }>;
}

const NOTHING_RAN = { reason: 'failed', exit_code: null, signal: null, error: null } as const;
const CAME_TO_ITS_END = { ...NOTHING_RAN, reason: 'exited' } as const;

export const courseOf = (request: Request, run: RunHandle, keepsTranscript: boolean): Course => ({
  ...{ request, run, keepsTranscript, how: NOTHING_RAN },
});

/**
 * @param onRefused told before it is put on record
 * @returns what was done, or what it was refused with
 * @throws whatever keeps even the refusal from being put on record
 */
export async function concludeRun<W extends Work>(
  { records, log }: Pick<BrokerParts, 'records' | 'log'>,
  course: Course,
  work: () => Promise<W>,
  onRefused: (refusal: Refusal) => void = () => undefined,
): Promise<{ readonly done: W } | { readonly refusal: Refusal }> {
  const { request, run, keepsTranscript } = course;
  const putOnRecord = async (outcome: Refusal['code'] | 'ok' | 'tool-failed', message: string | null) => {
    const end = keepsTranscript ? await run.end(course.how) : null;
    await records.finished(request, { id: run.id, end }, outcome, message);
  };
  try {
    const done = await work();
    if (done.rest !== undefined) return { done };
    course.how = CAME_TO_ITS_END;
    await putOnRecord(done.failed ? 'tool-failed' : 'ok', null);
    return { done };
  } catch (error) {
    const refusal = refusalOf(error, log);
    // What was done stays done, also where that could not be put on record.
    course.how = { ...course.how, error: refusal.message };
    onRefused(refusal);
    await putOnRecord(refusal.code, refusal.message);
    return { refusal };
  }
}
