/** The tool `upload_artifact`: a file of a client's own, stored here under its hash for its later packages. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { type ArtifactPlan, type ClientName, Refused } from '#shared/model/index.ts';
import { hasHidden } from '#shared/text/index.ts';
import { decodeContent } from '../package/decode-files.ts';

const Input = z.strictObject({
  filename: z.string().min(1).max(255).describe('What you call it. It is stored under its hash.'),
  content: z.string().max(12_000_000),
  encoding: z
    .string()
    .max(40)
    .default('text')
    .meta({ enum: ['text', 'base64'] })
    .describe('text or base64.'),
});

const Output = z.object({
  ok: z.literal(true),
  artifact_id: z.string().describe('For files of a package with the encoding “artifact”.'),
  filename: z.string(),
  sha256: z.string(),
  bytes: z.number().int(),
  kept_bytes: z.number().int().describe('All that this client keeps here now.'),
});

export interface UploadParts {
  readonly content: ContentStore;
  readonly artifacts: {
    put(client: ClientName, bytes: Uint8Array): Promise<{ readonly id: string; readonly kept: number }>;
  };
}

export function uploadArtifact(
  parts: UploadParts,
): Capability<z.output<typeof Input>, ArtifactPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'upload_artifact',
      title: 'Upload an artifact',
      description:
        'Stores a file here, under its hash, for solver packages of yours: name it there by its artifact_id instead of sending it again. Nobody else can use it; it is removed when it was not used for some days.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan(_request, { filename, content, encoding }, policy) {
      if (hasHidden(filename) || !filename.isWellFormed()) {
        throw new Refused('REQUEST_INVALID', {
          message: 'filename contains characters that do not show as what they are.',
        });
      }
      const bytes = decodeContent(encoding, content, 'The content');
      const most = policy.solvers.artifacts.fileBytes;
      if (bytes.byteLength > most) {
        throw new Refused('REQUEST_INVALID', {
          message: `The file has ${bytes.byteLength} bytes, and at most ${most} are taken.`,
        });
      }
      return { kind: 'artifact.upload', filename, sha256: await parts.content.put(bytes), bytes: bytes.byteLength };
    },
    describe: ({ filename, bytes }) => `Store ${filename} (${bytes} bytes) for later solver packages`,
    drift: async () => [],
    release: ({ sha256 }) => parts.content.release(sha256),
    async perform(grant, _run, request) {
      const { filename, sha256, bytes } = await Grant.redeem(grant);
      const { id, kept } = await parts.artifacts.put(request.client.name, await parts.content.get(sha256));
      return { output: { ok: true, artifact_id: id, filename, sha256, bytes, kept_bytes: kept }, failed: false };
    },
  };
}
