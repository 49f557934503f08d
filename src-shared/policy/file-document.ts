/** What the policy says of files beside `paths`: which work asks, which is allowed or denied, and how much at once. */
import { z } from 'zod';
import { ClientName } from '../model/client.ts';
import { Duration, ExamplePath, Expiry, PathGlob, Size } from './fields.ts';
import { Because } from './rule-document.ts';

/** What is done to a file or folder, by its effect: whichever tool does it. */
export const FileDeed = z.enum(['read', 'list', 'search', 'create', 'write', 'make_directory', 'move', 'delete']);
export type FileDeed = z.infer<typeof FileDeed>;

const Example = z.tuple([FileDeed, ExamplePath], 'expected what is done and where, such as [write, ~/code/app.ts]');
const FileExamples = z.strictObject({
  match: z
    .array(Example)
    .max(1000)
    .default([])
    .describe('What is done and where, such as [write, ~/code/app.ts], that this rule must decide.'),
  not_match: z.array(Example).max(1000).default([]).describe('The same, that this rule must not decide.'),
});

export const FileRuleDocument = z.strictObject({
  verdict: z
    .enum(['allow', 'ask', 'deny'])
    .describe('Where several rules match, deny wins over ask, and ask over allow. No rule reaches beyond paths.'),
  do: z
    .array(FileDeed)
    .min(1, 'expected what is done, such as read or write')
    .describe(
      'What is done: read (downloads too), list, search, create (a new file), write (to a file that is there), make_directory, move, delete.',
    ),
  in: z
    .array(PathGlob)
    .min(1, 'expected a path: without “in” the rule is for every path')
    .max(1000)
    .optional()
    .describe('Files and folders for which alone the rule counts, as globs. Of a move, both ends.'),
  clients: z
    .array(ClientName)
    .min(1, 'expected a client’s name: without “clients” the rule is for all')
    .max(100)
    .optional()
    .describe('Clients for which alone the rule counts. Letter case does not matter.'),
  because: Because.optional().describe('Why, for people and agents: shown wherever the rule decides.'),
  expires: Expiry.optional().describe('The rule no longer counts after this date (UTC) or time.'),
  examples: FileExamples.optional().describe('Run at every load. A policy that fails its own examples is refused.'),
});
export type FileRuleDocument = z.output<typeof FileRuleDocument>;

const Extension = z
  .string()
  .regex(/^\.[^\s./\\]{1,32}(?:\.[^\s./\\]{1,32}){0,3}$/u, 'expected the end of a file name, such as .so or .tar.gz');

export const FilesDocument = z.strictObject({
  rules: z
    .array(FileRuleDocument)
    .max(5000)
    .default([])
    .describe(
      'What asks, what is allowed, what is denied. Where no rule is: reading, listing and searching in paths.read is allowed, and every change in paths.write asks.',
    ),
  max_read_size: Size.default(10 * 1024 ** 2).describe('The most bytes that one answer may hold of a file.'),
  max_write_size: Size.default(50 * 1024 ** 2).describe('The largest file that may be written, changed or uploaded.'),
  max_download_size: Size.default(1024 ** 3).describe('The largest file that may be downloaded in pieces.'),
  blocked_extensions: z
    .array(Extension)
    .max(500)
    .default([])
    .describe('Ends of file names that no tool may create, change or move to. Letter case does not matter.'),
  hard_links: z
    .enum(['deny', 'ask'])
    .default('deny')
    .describe('What happens to a change of a file that has several names, of which some may lie elsewhere.'),
  transfers: z
    .strictObject({
      expires: Duration.default(3_600_000).describe('An unfinished transfer ends when it was not used for this long.'),
      per_client: z.number().int().min(1).max(1000).default(16).describe('Transfers that one client may have open.'),
      quota: Size.default(200 * 1024 ** 2).describe('The most bytes that one client’s unfinished uploads may take up.'),
    })
    .prefault({})
    .describe('Files that are handed over in pieces.'),
});
export type FilesDocument = z.output<typeof FilesDocument>;
