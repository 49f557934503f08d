/**
 * Keys of an exec gateway's policy that are understood as they are, at the top of the file. They are turned into commands, paths and limits
 * as the policy loads; where they and our own keys say something of the same thing, that is an error.
 */
import { z } from 'zod';
import { Prefix } from './command-document.ts';
import { CommandName } from './fields.ts';
import { FilesDocument } from './file-document.ts';
import { Because } from './rule-document.ts';

const NamedObject = z.strictObject({
  name: CommandName.describe('The program’s name.'),
  reason: Because.optional().describe('Why, for people and agents.'),
});
const Named = z.union([CommandName, NamedObject], {
  error: 'expected a command’s name, or “name” and “reason”',
});

const expectedBytes = 'expected a number of bytes from 4194304 on, such as "536870912", or max';
const isEnough = (bytes: string | number): boolean => Number(bytes) >= 4 * 1024 ** 2;

/** As the kernel takes them, for control groups. */
export const ResourceLimitsDocument = z.strictObject({
  memory_max: z
    .union(
      [
        z.literal('max'),
        z.string().refine((text) => /^[1-9]\d{0,14}$/u.test(text) && isEnough(text), expectedBytes),
        z.number().int().refine(isEnough, expectedBytes),
      ],
      { error: expectedBytes },
    )
    .optional()
    .describe('Memory in bytes; “max” for no limit.'),
  pids_max: z
    .union([z.literal('max'), z.number().int().min(1).max(100_000)], {
      error: 'expected a whole number from 1 to 100000, or max',
    })
    .optional()
    .describe('Processes and threads at once; “max” for no limit.'),
  cpu_quota_us: z
    .union([z.literal('max'), z.number().int().min(1000).max(1_000_000_000)], {
      error: 'expected microseconds from 1000 on, or max',
    })
    .optional()
    .describe('Processor time in each period, in microseconds.'),
  cpu_period_us: z.number().int().min(1000).max(1_000_000).optional().describe('The period: 100000 unless written.'),
  io_weight: z.number().int().min(10).max(1000).optional().describe('A share and no limit: it has no effect here.'),
});
export type ResourceLimitsDocument = z.output<typeof ResourceLimitsDocument>;

export const OverrideDocument = z.strictObject({
  max_args: z.number().int().min(1).max(10_000).optional().describe('As at a command.'),
  allowed_prefixes: z.array(Prefix).max(1000).optional().describe('As at a command: these, and nothing else.'),
  resource_override: ResourceLimitsDocument.optional().describe('As resource_limits, for this command.'),
});
export type OverrideDocument = z.output<typeof OverrideDocument>;

const Globs = z.array(z.string().min(1).max(4096)).max(1000);

export const gatewayKeys = {
  allowed_commands: z
    .array(CommandName)
    .max(1000)
    .optional()
    .describe(
      'Names of programs that may run with any arguments; a flag makes them ask, and so does a program that runs others.',
    ),
  banned_commands: z.array(Named).max(1000).optional().describe('Programs that are denied, whatever else allows them.'),
  confirmation_required: z.array(Named).max(1000).optional().describe('Programs of which everything asks.'),
  command_overrides: z
    .record(CommandName, OverrideDocument)
    .optional()
    .describe('Narrower terms for a program, by its name.'),
  allowed_paths: Globs.optional().describe('Where files may be read and written, and commands started.'),
  blocked_paths: Globs.optional().describe('Out of reach, and everything below it.'),
  file_limits: z
    .strictObject({
      max_read_size: FilesDocument.shape.max_read_size.unwrap().optional().describe('As files.max_read_size.'),
      max_write_size: FilesDocument.shape.max_write_size.unwrap().optional().describe('As files.max_write_size.'),
      blocked_extensions: FilesDocument.shape.blocked_extensions
        .unwrap()
        .optional()
        .describe('As files.blocked_extensions.'),
    })
    .optional()
    .describe('As the same keys under files.'),
  resource_limits: ResourceLimitsDocument.optional().describe('What a run may use up.'),
};
