/** The tool `delete_file`: to the trash, never for good. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { lookAtEntry, placeInTrash, usable } from '#host/engines/files/index.ts';
import { type FileDeletePlan, Refused } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfSeen } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { inSession, path } from './path-input.ts';
import { WRITE_TRANSCRIPT_BYTES } from './perform-write.ts';
import { mayGo } from './sight.ts';

const Input = z.strictObject({
  ...inSession,
  path,
  recursive: z.boolean().default(false).describe('Whether a folder may go with what is in it.'),
});

const Output = z.object({
  success: z.literal(true),
  path: z.string(),
  trash_path: z.string().nullable().describe('Where it lies now, where that is known.'),
  entries: z.number().int().describe('Things that went with it.'),
});

export function deleteFile(
  parts: FileParts,
): Capability<z.output<typeof Input>, FileDeletePlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'delete_file',
      title: 'Delete to the trash',
      description:
        'Moves a file, folder or link to the trash, where the person can get it back. A link goes itself, not what it points to. A folder that is not empty needs recursive.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => WRITE_TRANSCRIPT_BYTES,
    async plan(request, input, policy) {
      const where = { needs: ['write'], what: 'entry' } as const;
      const { session, workspace, named, path: at } = await locate(parts.sessions, request, input, policy, where);
      const { entry, folder } = await usable(named, () => lookAtEntry(at, named, mayGo(policy, false)));
      if (entry.entries > 0 && !input.recursive) {
        const message = `${JSON.stringify(named)} is a folder with ${entry.entries} things in it. Say recursive to delete them too.`;
        throw new Refused('FILE_UNUSABLE', { message });
      }
      const trash = process.platform === 'linux' ? await usable(named, () => placeInTrash(at, parts.homeTrash)) : null;
      return { kind: 'file.delete', session, workspace, entry, folder, trash };
    },
    describe: fileSentence,
    drift: ({ entry }) => driftOfSeen(entry),
    release: async () => undefined,
    async perform(grant, run) {
      const { entry, trash } = await parts.files.delete(grant, (change) => run.keepChange(change));
      return {
        output: { success: true, path: entry.path, trash_path: trash?.path ?? null, entries: entry.entries },
        failed: false,
      };
    },
  };
}
