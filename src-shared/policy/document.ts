/**
 * The policy document: one YAML file. Strict throughout: an unknown key is an error, an empty list means nothing. Templates, scans and
 * servers have no keys here yet, and are refused until they do.
 */
import { z } from 'zod';
import { ClientName } from '../model/client.ts';
import { CommandDocument, Prefix } from './command-document.ts';
import { CommandName, Duration, PathGlob, Size, UserName } from './fields.ts';
import { FilesDocument } from './file-document.ts';
import { gatewayKeys } from './gateway-document.ts';
import { ProcessesDocument } from './processes-document.ts';
import { Because } from './rule-document.ts';
import { runLimitsOfAll } from './run-limits-document.ts';
import { RunsDocument } from './runs-document.ts';
import { SolversDocument } from './solver-document.ts';
import { TargetDocument } from './target-document.ts';

const Globs = z.array(PathGlob).max(1000).default([]);

export const PathsDocument = z.strictObject({
  read: Globs.describe(
    'Where commands may be started and files read. “*” is any part of a name, “**” any folders below.',
  ),
  write: Globs.describe('Where files may be written. Writing does not include reading.'),
  blocked: Globs.describe('Out of reach, whatever the other two say.'),
});
export type PathsDocument = z.output<typeof PathsDocument>;

const count = (most: number) => z.number().int().min(1).max(most);

export const LimitsDocument = z.strictObject({
  concurrent_per_client: count(1000).default(16).describe('Requests of one client under way at once.'),
  concurrent: count(1000).default(64).describe('Requests under way at once, all clients together.'),
  concurrent_by_tool: z
    .record(z.string().regex(/^[\w.-]{1,128}$/u, 'expected the name of a tool'), count(1000))
    .default({})
    .describe('Requests of one tool under way at once, all clients together, by the tool’s name.'),
  queue_wait: Duration.default(10_000).describe('How long a request waits for its turn before it is told “busy”.'),
  queued_per_client: count(1000).default(64).describe('Requests of one client that may wait for their turn.'),
  sessions_per_client: count(1000).default(10).describe('Sessions that one client may have open.'),
  session_idle: Duration.default(1_800_000).describe('A session ends when it was not used for this long.'),
  approval_timeout: Duration.default(600_000).describe(
    'How long a question waits for a person before it counts as no.',
  ),
  keep_runs: Duration.optional().describe(
    'Runs that are older are removed with all that is kept with them: transcripts, packages, what Revert would need. Not written: they stay until somebody deletes them.',
  ),
  max_argument_bytes: Size.default(65_536).describe('The most bytes of an argument vector, all of it together.'),
  ...runLimitsOfAll,
});
export type LimitsDocument = z.output<typeof LimitsDocument>;

const Prefixes = z.union([z.literal(true), z.array(Prefix).max(1000)], {
  error: 'expected true (for the whole command) or a list of prefixes',
});

export const ClientDocument = z.strictObject({
  commands: z
    .record(
      CommandName,
      z.strictObject({
        deny: Prefixes.optional().describe('What this client may not do: true, or a list of prefixes.'),
        ask: Prefixes.optional().describe('What a person must approve for this client: true, or a list of prefixes.'),
        because: Because.optional().describe('Why, for people and for this client.'),
      }),
    )
    .default({})
    .describe('By command. A client’s entries can only take away.'),
  solvers: z.enum(['ask', 'deny']).optional().describe('Solvers and probes of this client: ask a person, or deny.'),
});
export type ClientDocument = z.output<typeof ClientDocument>;

export const PolicyDocument = z.strictObject({
  version: z.literal(1).default(1).describe('The version of this language: 1.'),
  commands: z
    .record(CommandName, CommandDocument)
    .default({})
    .describe('Programs that agents may ask for, by the name they use as argv[0]. What is not listed is denied.'),
  paths: PathsDocument.default({ read: [], write: [], blocked: [] }).describe('Folders and files, as globs.'),
  targets: z
    .array(TargetDocument)
    .max(5000)
    .default([])
    .describe('What scans, probes and solver containers may reach. What is not listed is out of reach.'),
  solvers: SolversDocument.prefault({}).describe('Programs of an agent’s own, each in a container of its own.'),
  files: FilesDocument.prefault({}).describe('What may be done to files and folders, within paths.'),
  run_as: UserName.optional().describe(
    'The user of this machine that commands run as, where Countersign runs as root. Refused where it does not, or where there is no such user.',
  ),
  limits: LimitsDocument.prefault({}).describe('How much at once, how long, and what a run may use up.'),
  runs: RunsDocument.prefault({}).describe('What clients may do with their own runs.'),
  processes: ProcessesDocument.prefault({}).describe('What clients may see and end of the processes here.'),
  clients: z
    .record(ClientName, ClientDocument)
    .default({})
    .describe('Tighter rules for one client, by the name it was given in Countersign. Letter case does not matter.'),
  ...gatewayKeys,
});
export type PolicyDocument = z.output<typeof PolicyDocument>;

/** The document's JSON Schema (draft 2020-12), for editors: completion, hover texts, a first check. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(PolicyDocument, { io: 'input', unrepresentable: 'any' });
}
