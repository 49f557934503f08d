/** What an agent is told of a command that ran, or that goes on. */
import { z } from 'zod';
import { LimitName, RunId } from '#shared/model/index.ts';

export const CommandOutput = z.object({
  success: z.boolean().describe('The program ended by itself with exit code 0; or it goes on, as was asked.'),
  run_id: RunId.describe('For get_run_output, cancel_run and their kin.'),
  running: z.boolean().describe('It goes on: wait_seconds was over first. What it printed so far is below.'),
  exit_code: z.number().int().nullable(),
  signal: z.string().nullable(),
  returncode: z
    .number()
    .int()
    .nullable()
    .describe(
      'As a shell would say it: 124 after a timeout, 127 when it could not be started, 128 and more for a signal.',
    ),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean().describe('Some of the output is not here; a link in the result leads to more of it.'),
  stdout_truncated: z.boolean().describe('The middle is missing; the start and the end are there.'),
  stderr_truncated: z.boolean(),
  stdout_bytes: z.number().int().nullable().describe('Bytes that the program wrote, kept or not; null while it runs.'),
  stderr_bytes: z.number().int().nullable(),
  stdout_sha256: z.string().nullable().describe('Of the whole stream, kept or not; null while it runs.'),
  stderr_sha256: z.string().nullable(),
  duration_ms: z.number().nullable(),
  pid: z.number().int().nullable(),
  timed_out: z.boolean(),
  killed_by: z
    .string()
    .nullable()
    .describe(
      'timeout, cancel, person, host quit, a limit (“memory limit”, “processor time limit”, “file size limit”), or signal SIG…; null when it ended by itself.',
    ),
  limits_reached: z
    .array(LimitName)
    .describe('Limits that it ran into, whether they ended it or not, as far as known.'),
  cpu_ms: z.number().nullable().describe('Processor time of all its processes, where known.'),
  peak_memory_bytes: z.number().int().nullable(),
  ended: z.string().nullable().describe('exited, signalled, timed_out, cancelled, stopped, failed or host_quit'),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  error_details: z.string().nullable(),
});
export type CommandOutput = z.output<typeof CommandOutput>;
