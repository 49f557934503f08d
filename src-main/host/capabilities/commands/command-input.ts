/** Arguments and result of `execute_command`, as clients of earlier gateways know them. */
import { z } from 'zod';
import { SessionId } from '#shared/model/index.ts';

const MAX_STDIN_LENGTH = 2_000_000;
const MAX_PATH_LENGTH = 4096;
const LONGEST_TIMEOUT_SECONDS = 86_400;

export const CommandInput = z.strictObject({
  session_id: SessionId.optional().describe('Run in this session’s folder. Either this or working_dir.'),
  working_dir: z
    .string()
    .min(1)
    .max(MAX_PATH_LENGTH)
    .optional()
    .describe('Run once in this folder (absolute path), without a session.'),
  argv: z
    .array(z.string())
    .min(1)
    .max(10_000)
    .describe(
      'The command’s name as the policy lists it, then its arguments, one string each. There is no shell: no quoting, pipes, globs or variables.',
    ),
  timeout_seconds: z
    .number()
    .positive()
    .max(LONGEST_TIMEOUT_SECONDS)
    .optional()
    .describe('Ends the command after this long. Time spent waiting for a person does not count.'),
  stdin_input: z
    .string()
    .max(MAX_STDIN_LENGTH)
    .refine((text) => text.isWellFormed(), 'expected valid Unicode text')
    .optional()
    .describe('Text for the command’s standard input. Without it the input is empty.'),
  confirm: z
    .boolean()
    .default(false)
    .describe('Accepted for older clients. It means “please ask the person” and releases nothing.'),
});
export type CommandInput = z.output<typeof CommandInput>;

export const CommandOutput = z.object({
  success: z.boolean().describe('The program ended by itself with exit code 0.'),
  exit_code: z.number().int().nullable(),
  signal: z.string().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  stdout_truncated: z.boolean().describe('The middle is missing; the start and the end are there.'),
  stderr_truncated: z.boolean(),
  stdout_bytes: z.number().int().describe('Bytes that the program wrote, kept or not.'),
  stderr_bytes: z.number().int(),
  duration_ms: z.number(),
  pid: z.number().int().nullable(),
  timed_out: z.boolean(),
  ended: z.string().describe('exited, signalled, timed_out, cancelled, stopped, failed or host_quit'),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  error_details: z.string().nullable(),
});
export type CommandOutput = z.output<typeof CommandOutput>;
