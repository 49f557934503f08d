/** The tool `make_directory`: a folder, and the folders on the way to it. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { lookFor, usable, whatItIs } from '#host/engines/files/index.ts';
import { type FileMkdirPlan, Refused } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfPlace } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { inSession, path } from './path-input.ts';
import { WRITE_TRANSCRIPT_BYTES } from './perform-write.ts';

const Input = z.strictObject({
  ...inSession,
  path,
  create_parents: z.boolean().default(true).describe('Whether folders on the way are made too.'),
});
const Output = z.object({
  success: z.literal(true),
  path: z.string(),
  created: z.boolean().describe('false: it was there already.'),
});

export function makeDirectory(
  parts: FileParts,
): Capability<z.output<typeof Input>, FileMkdirPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'make_directory',
      title: 'Make a folder',
      description: 'Makes a folder. One that is there already is left as it is, and that is no error.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: (plan) => (plan.exists ? null : WRITE_TRANSCRIPT_BYTES),
    async plan(request, input, policy) {
      const where = { needs: ['write'], what: 'target' } as const;
      const { session, workspace, named, path: at } = await locate(parts.sessions, request, input, policy, where);
      const { folder, parents, stat } = await usable(named, () => lookFor(at));
      if (stat !== null && !stat.isDirectory()) {
        throw new Refused('FILE_EXISTS', { message: `${JSON.stringify(named)} is ${whatItIs(stat)} already.` });
      }
      if (parents.length > 0 && !input.create_parents) {
        const message = `The folder above ${JSON.stringify(named)} does not exist. Make it first, or say create_parents.`;
        throw new Refused('FILE_NOT_FOUND', { message });
      }
      const exists = stat !== null;
      return { kind: 'file.mkdir', session, workspace, named, path: at, folder, parents, exists };
    },
    describe: fileSentence,
    drift: (plan) => (plan.exists ? Promise.resolve([]) : driftOfPlace({ ...plan, before: null })),
    release: async () => undefined,
    async perform(grant, run) {
      const { path: at, exists } = await parts.files.makeFolder(grant, (change) => run.keepChange(change));
      return { output: { success: true, path: at, created: !exists }, failed: false };
    },
  };
}
