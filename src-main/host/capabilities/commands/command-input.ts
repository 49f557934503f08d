/** Arguments of `execute_command`, as clients of earlier gateways know them. */
import { z } from 'zod';
import { SessionId } from '#shared/model/index.ts';

const MAX_STDIN_LENGTH = 2_000_000;
const MAX_PATH_LENGTH = 4096;
const LONGEST_TIMEOUT_SECONDS = 86_400;
const MAX_VARIABLES = 64;

const Arguments = z.strictObject({
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
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'expected a variable name'), z.string().max(32_768))
    .refine((env) => Object.keys(env).length <= MAX_VARIABLES, `at most ${MAX_VARIABLES} variables`)
    .default({})
    .describe('Variables for this command, over those of the session. Only names that its policy rule lets through.'),
  wait_seconds: z
    .number()
    .min(0)
    .max(LONGEST_TIMEOUT_SECONDS)
    .optional()
    .describe(
      'Answer after this long even if the command goes on, and let it run on in its session. Without it the answer comes when it has ended. Needs session_id; get_run_output tells how it is going.',
    ),
  confirm: z
    .boolean()
    .default(false)
    .describe('Accepted for older clients. It means “please ask the person” and releases nothing.'),
});
export const CommandInput = Arguments.refine(
  ({ session_id, working_dir }) => session_id === undefined || working_dir === undefined,
  'expected either session_id (its folder is where the command runs) or working_dir, not both',
);
export type CommandInput = z.output<typeof CommandInput>;
