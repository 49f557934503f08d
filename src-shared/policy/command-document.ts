/** A command as it is written: a program, its limits, and its rules or the gateway's shorthand for them. */
import { z } from 'zod';
import { DEFAULT_SANDBOX } from './defaults.ts';
import { Duration, ExecutablePath, Size, UserName, VariableName } from './fields.ts';
import { Because, RuleDocument } from './rule-document.ts';
import { RunLimitsDocument } from './run-limits-document.ts';

/** The first words of an argument vector, with one space between: `status`, `remote show`. */
export const Prefix = z
  .string()
  .max(500)
  .regex(
    /^[^\s-]\S*(?: [^\s-]\S*)*$/u,
    'expected words with one space between, such as status or "remote show"; flags are no prefix',
  );

const Prefixes = z.array(Prefix).max(1000);

export const CommandDocument = z.strictObject({
  executable: ExecutablePath.describe('Absolute path of the program. It is resolved, pinned and hashed for every run.'),
  because: Because.optional().describe('Why the command is listed; shown where a rule gives no reason of its own.'),
  max_args: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('The most entries of the argument vector, the command’s name included.'),
  timeout: Duration.optional().describe(
    'Wall time when the agent names none: that of the policy’s limits unless written, or max_timeout if that is less.',
  ),
  max_timeout: Duration.optional().describe('The most wall time that an agent may ask for.'),
  env: z
    .array(VariableName)
    .max(100)
    .default([])
    .describe('Environment variables that an agent may set. Everything else it asks for is left out.'),
  output_bytes: Size.optional().describe('Output that is kept, stdout and stderr together; the middle goes first.'),
  limits: RunLimitsDocument.optional().describe('What a run may use up, instead of the policy’s limits.'),
  run_as: z
    .union([UserName, z.literal(false)], { error: 'expected the name of a user, or false' })
    .optional()
    .describe(
      'The user that it runs as, instead of the policy’s run_as; false: as Countersign itself. Needs Countersign to run as root.',
    ),
  sandbox: z
    .enum(['off', 'workspace', 'strict'])
    .default(DEFAULT_SANDBOX)
    .describe('The fence around the program. Where the machine cannot give it, the command is refused.'),
  network: z
    .boolean()
    .optional()
    .describe(
      'Whether the program may reach the network. Taking it away needs a sandbox. Without one it is true, with one false.',
    ),
  allowed_prefixes: Prefixes.optional().describe(
    'Shorthand: argument vectors that begin with one of these are allowed. A flag after the prefix makes it ask.',
  ),
  requires_confirmation: z
    .union([z.boolean(), Prefixes], { error: 'expected true, false or a list of prefixes' })
    .optional()
    .describe(
      'Shorthand: true makes everything that the command allows wait for a person; a list does so for these prefixes.',
    ),
  rules: z
    .array(RuleDocument)
    .max(20_000)
    .optional()
    .describe('What may be done with the command. With neither rules nor allowed_prefixes: every use asks.'),
});
export type CommandDocument = z.output<typeof CommandDocument>;
