/** Carries out a write: what the file held before is kept with the run, and only then replaced. */
import { z } from 'zod';
import type { Performed } from '#host/capabilities/capability.ts';
import type { Grant } from '#host/grants/grant.ts';
import type { FileWritePlan, RunHandle } from '#shared/model/index.ts';
import type { FileParts } from './file-parts.ts';

/** A run of a change prints one line; so much is room enough. */
export const WRITE_TRANSCRIPT_BYTES = 64 * 1024;

export const WriteOutput = z.object({
  success: z.literal(true),
  path: z.string().describe('Where the path leads, every link followed.'),
  created: z.boolean(),
  bytes_written: z.number().int().describe('Of the whole file.'),
  sha256: z.string().describe('Of the whole file; for expected_sha256.'),
  previous_sha256: z.string().nullable(),
  lines_added: z.number().int().nullable(),
  lines_removed: z.number().int().nullable(),
});
export type WriteOutput = z.output<typeof WriteOutput>;

export async function performWrite(
  { files }: Pick<FileParts, 'files'>,
  grant: Grant<FileWritePlan>,
  run: RunHandle,
): Promise<Performed<WriteOutput>> {
  const { path, before, after, lines } = await files.write(grant, (change) => run.keepChange(change));
  return {
    output: {
      ...{ success: true, path, created: before === null, bytes_written: after.bytes, sha256: after.sha256 },
      previous_sha256: before?.sha256 ?? null,
      ...{ lines_added: lines?.added ?? null, lines_removed: lines?.removed ?? null },
    },
    failed: false,
  };
}
