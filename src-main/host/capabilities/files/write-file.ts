/** The tool `write_file`: the whole of a file, or something more at its end. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import type { FileWritePlan } from '#shared/model/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { bytesOf, Encoding } from './content-input.ts';
import { driftOfPlace } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { filePath, inSession } from './path-input.ts';
import { performWrite, WRITE_TRANSCRIPT_BYTES, WriteOutput } from './perform-write.ts';
import { planWrite, releaseWrite } from './plan-write.ts';

const Input = z.strictObject({
  ...inSession,
  path: filePath,
  content: z.string().describe('Text, or base64 when encoding says so.'),
  encoding: Encoding.default('utf-8'),
  mode: z
    .enum(['overwrite', 'append', 'create'])
    .default('overwrite')
    .describe(
      'overwrite: the whole content is replaced. append: it is added at the end. create: only if nothing is there.',
    ),
  create_parents: z.boolean().default(false).describe('Whether folders on the way are made.'),
  expected_sha256: Sha256.optional().describe('The change is made only if the file holds this now.'),
});
type Input = z.output<typeof Input>;

export function writeFile(parts: FileParts): Capability<Input, FileWritePlan, WriteOutput> {
  return {
    tool: {
      name: 'write_file',
      title: 'Write a file',
      description:
        'Writes a file as a whole (overwrite or create) or adds to its end (append), in one step: readers see the old content or the new. What it held before is kept, so that the person can revert it. Changes usually wait for the person.',
      input: Input,
      output: WriteOutput,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => WRITE_TRANSCRIPT_BYTES,
    async plan(request, input, policy) {
      const more = bytesOf(input.content, input.encoding);
      const place = await locate(parts.sessions, request, input, policy, { needs: ['write'], what: 'target' });
      const wish = {
        how: input.mode,
        createParents: input.create_parents,
        expectedSha256: input.expected_sha256 ?? null,
        likely: more,
        bytesFrom: (now: { readonly bytes: Buffer } | null) =>
          input.mode === 'append' && now !== null ? Buffer.concat([now.bytes, more]) : more,
      };
      return planWrite(parts, place, wish, policy.files);
    },
    describe: fileSentence,
    drift: driftOfPlace,
    release: (plan) => releaseWrite(parts, plan),
    perform: (grant, run) => performWrite(parts, grant, run),
  };
}
