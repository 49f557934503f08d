/** The tool `search_text`: where a text or a regular expression stands in files. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { lineMatcher, lookAtFolder, lookFor, refuseOthers, usable } from '#host/engines/files/index.ts';
import { type FileSearchPlan, Refused } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfFolder, driftOfSeen } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { count, inSession, PathText } from './path-input.ts';
import { sightOf } from './sight.ts';

const MOST_HITS = 500;
const USUAL_HITS = 100;
const LONGEST_SECONDS = 15;

const Glob = z
  .string()
  .min(1, 'expected a glob')
  .max(500)
  .refine(
    (glob) => !/(?:^|\/)\.\.(?:\/|$)/u.test(glob),
    'expected a glob below the folder that is searched, without “..”',
  )
  .refine((glob) => !glob.startsWith('!'), 'expected a glob without “!”: what is left out belongs in exclude');

const Input = z.strictObject({
  ...inSession,
  path: PathText.default('.').describe(
    'A folder, searched with all below it, or one file. Default: the session’s folder.',
  ),
  text: z
    .string()
    .min(1, 'expected a text')
    .max(1000)
    .refine((text) => text.isWellFormed() && !/[\n\0]/u.test(text), 'expected one line of valid text')
    .describe('What is looked for, line by line.'),
  regex: z
    .boolean()
    .default(false)
    .describe('Whether text is a regular expression (RE2: no look-around, no back-references).'),
  ignore_case: z.boolean().default(false),
  include: z
    .array(Glob)
    .max(50)
    .default([])
    .describe('Globs of the files that are searched: "*.ts", "*.{c,h}", "src/**". Empty: all.'),
  exclude: z.array(Glob).max(50).default([]).describe('Globs of files that are left out: "node_modules/**".'),
  include_hidden: z.boolean().default(false).describe('Whether names that begin with a dot are searched.'),
  max_results: count.min(1, 'expected 1 or more').max(MOST_HITS, `expected at most ${MOST_HITS}`).default(USUAL_HITS),
  timeout_seconds: z.number().positive().max(LONGEST_SECONDS).default(LONGEST_SECONDS),
});

const Output = z.object({
  success: z.literal(true),
  path: z.string(),
  matches: z.array(
    z.object({
      path: z.string().describe('From the folder searched.'),
      line: z.number().int(),
      column: z.number().int(),
      text: z.string(),
      text_truncated: z.boolean(),
    }),
  ),
  total_count: z.number().int(),
  files_searched: z.number().int().describe('Files that were opened: with ripgrep’s help, only those worth opening.'),
  files_skipped: z.number().int().describe('Larger than 10 MiB, not text, or not to be opened.'),
  truncated: z.boolean().describe('There are more matches.'),
  timed_out: z.boolean(),
  engine: z.enum(['ripgrep', 'own']),
});

export function searchText(
  parts: FileParts,
): Capability<z.output<typeof Input>, FileSearchPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'search_text',
      title: 'Search in files',
      description: `Finds lines with a text or regular expression in a folder and all below it, or in one file. At most ${MOST_HITS} matches and ${LONGEST_SECONDS} seconds. Links are not followed; what the policy blocks is not searched.`,
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan(request, input, policy) {
      lineMatcher(input.text, input.regex, input.ignore_case);
      const where = { needs: ['read'], what: 'target' } as const;
      const { session, workspace, named, path } = await locate(parts.sessions, request, input, policy, where);
      return {
        ...{ kind: 'file.search', session, workspace, place: await placeAt(named, path) },
        ...{ text: input.text, regex: input.regex, ignoreCase: input.ignore_case, hidden: input.include_hidden },
        ...{ include: input.include, exclude: input.exclude },
        ...{ mostHits: input.max_results, wallMs: Math.ceil(input.timeout_seconds * 1000) },
      };
    },
    describe: fileSentence,
    drift: ({ place }) => (place.type === 'folder' ? driftOfFolder(place) : driftOfSeen(place)),
    release: async () => undefined,
    async perform(grant, _run, _request, signal) {
      const { plan, outcome } = await parts.files.search(grant, sightOf(parts.policy()), signal);
      return {
        output: {
          ...{ success: true, path: plan.place.path },
          matches: outcome.hits.map(({ path, line, column, text, isCut }) => ({
            path,
            line,
            column,
            text,
            text_truncated: isCut,
          })),
          ...{ total_count: outcome.hits.length, files_searched: outcome.searched, files_skipped: outcome.skipped },
          ...{ truncated: outcome.isCut, timed_out: outcome.timedOut, engine: outcome.engine },
        },
        failed: false,
      };
    },
  };
}

async function placeAt(named: string, path: string): Promise<FileSearchPlan['place']> {
  return usable(named, async () => {
    const file = path === '/' ? null : (await lookFor(path)).stat;
    if (path !== '/' && file === null) {
      throw new Refused('FILE_NOT_FOUND', { message: `${JSON.stringify(named)} does not exist.` });
    }
    if (file === null || file.isDirectory()) return { named, ...(await lookAtFolder(path)), type: 'folder' };
    refuseOthers(file, named);
    return { named, path, device: `${file.dev}`, inode: `${file.ino}`, type: 'file' };
  });
}
