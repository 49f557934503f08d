/** What a run may use up before it is ended. */
import { z } from 'zod';

export const RunLimits = z
  .object({
    /** Wall time in milliseconds from spawn; time spent waiting for a person never counts. */
    wallMs: z.number().int().positive(),
    /** Bytes of stdout and stderr together that are kept; the middle goes first. */
    outputBytes: z.number().int().positive(),
    /** `null` where no limit is in force. */
    memoryBytes: z.number().int().positive().nullable(),
    /** Processes and threads at once. */
    pids: z.number().int().positive().nullable(),
    /** Processor time in milliseconds, all its processes together where the machine can count them so. */
    cpuMs: z.number().int().positive().nullable().default(null),
    /** Files that one process may hold open. */
    openFiles: z.number().int().positive().nullable().default(null),
    /** The largest file that it may write, in bytes. */
    fileBytes: z.number().int().positive().nullable().default(null),
  })
  .readonly();
export type RunLimits = z.infer<typeof RunLimits>;

/** Where only time and output are limited. */
export const NO_OTHER_LIMITS = {
  memoryBytes: null,
  pids: null,
  cpuMs: null,
  openFiles: null,
  fileBytes: null,
} as const satisfies Partial<RunLimits>;
