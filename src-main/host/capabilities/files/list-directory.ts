/** The tool `list_directory`: names in a folder, with what they are. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { lookAtFolder, usable } from '#host/engines/files/index.ts';
import type { FileListPlan } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfFolder } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { count, inSession, PathText } from './path-input.ts';
import { sightOf } from './sight.ts';

const USUAL_ENTRIES = 1000;
const MOST_ENTRIES = 20_000;

const Input = z.strictObject({
  ...inSession,
  path: PathText.default('.').describe('Absolute, or relative to the session’s folder. Default: that folder.'),
  include_hidden: z.boolean().default(false).describe('Whether names that begin with a dot are shown.'),
  limit: count
    .min(1, 'expected 1 or more')
    .max(MOST_ENTRIES, `expected at most ${MOST_ENTRIES}`)
    .default(USUAL_ENTRIES)
    .describe('The most entries.'),
});

const Output = z.object({
  success: z.literal(true),
  path: z.string(),
  entries: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['file', 'directory', 'symlink', 'other']),
      size_bytes: z.number().int(),
      modified_at: z.string(),
    }),
  ),
  total_count: z.number().int().describe('All that the policy lets be seen, these included.'),
  truncated: z.boolean(),
});

export function listDirectory(
  parts: FileParts,
): Capability<z.output<typeof Input>, FileListPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'list_directory',
      title: 'List a folder',
      description:
        'Lists what is in a folder: names, types (file, directory, symlink, other) and sizes, sorted by name. What the policy blocks is not shown.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan(request, input, policy) {
      const where = { needs: ['read'], what: 'target' } as const;
      const { session, workspace, named, path } = await locate(parts.sessions, request, input, policy, where);
      return usable(named, async () => {
        const folder = { named, ...(await lookAtFolder(path)) };
        return { kind: 'file.list', session, workspace, folder, hidden: input.include_hidden, most: input.limit };
      });
    },
    describe: fileSentence,
    drift: ({ folder }) => driftOfFolder(folder),
    release: async () => undefined,
    async perform(grant, _run, _request, signal) {
      const { plan, listing } = await parts.files.list(grant, sightOf(parts.policy()), signal);
      return {
        output: {
          success: true,
          path: plan.folder.path,
          entries: listing.entries.map(({ name, type, bytes, modifiedMs }) => ({
            ...{ name, type, size_bytes: bytes, modified_at: new Date(modifiedMs).toISOString() },
          })),
          total_count: listing.total,
          truncated: listing.isOpenEnded || listing.entries.length < listing.total,
        },
        failed: false,
      };
    },
  };
}
