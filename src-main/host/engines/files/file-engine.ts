/** Carries out plans about files. Each method redeems its grant and touches nothing but what the plan pins. */
import { basename, dirname } from 'node:path';
import { Grant } from '#host/grants/grant.ts';
import type { FileListPlan, FileReadPlan, FileWritePlan, KeptChange } from '#shared/model/index.ts';
import { anchorFolder } from './anchor-folder.ts';
import { usable } from './file-trouble.ts';
import { type Listing, listFolder } from './list-folder.ts';
import { createOneAtATime, type OneAtATime } from './one-at-a-time.ts';
import { openRegular } from './open-regular.ts';
import { type ReadPart, readBytes, readLines } from './read-part.ts';
import { anchorPinned, drifted, writeFile } from './write-file.ts';

export interface FileEngineParts {
  readonly content: { get(hash: FileWritePlan['after']['sha256']): Promise<Uint8Array> };
}

export class FileEngine {
  readonly #parts: FileEngineParts;
  readonly #turns: OneAtATime = createOneAtATime();

  constructor(parts: FileEngineParts) {
    this.#parts = parts;
  }

  /** @throws Refused PLAN_DRIFT, FILE_… */
  async read(
    grant: Grant<FileReadPlan>,
    signal: AbortSignal,
  ): Promise<{ readonly plan: FileReadPlan; readonly read: ReadPart }> {
    const plan = await Grant.redeem(grant);
    const { file: seen, part } = plan;
    const read = await usable(seen.named, async () => {
      await using folder = await anchorFolder(dirname(seen.path));
      const { file, stat } = await openRegular(folder, basename(seen.path), seen.named);
      try {
        if (`${stat.dev}` !== seen.device || `${stat.ino}` !== seen.inode) {
          throw drifted(`${seen.named} is a different file now`);
        }
        return part.by === 'bytes'
          ? await readBytes(file, part.offset, part.limit)
          : await readLines(file, part, signal);
      } finally {
        await file.close();
      }
    });
    return { plan, read };
  }

  /** @param shows whether the policy lets a path be seen */
  async list(
    grant: Grant<FileListPlan>,
    shows: (path: string) => boolean,
    signal: AbortSignal,
  ): Promise<{ readonly plan: FileListPlan; readonly listing: Listing }> {
    const plan = await Grant.redeem(grant);
    const { folder: seen, hidden, most } = plan;
    const listing = await usable(seen.named, async () => {
      await using folder = await anchorPinned(seen);
      return await listFolder(folder, { hidden, most, shows }, signal);
    });
    return { plan, listing };
  }

  /** @param keep told what the file held, before it is replaced. @throws Refused PLAN_DRIFT, FILE_…; nothing is changed then */
  async write(grant: Grant<FileWritePlan>, keep: (change: KeptChange) => Promise<void>): Promise<FileWritePlan> {
    const plan = await Grant.redeem(grant);
    await this.#turns.run(plan.path, () =>
      usable(plan.named, async () => {
        const bytes = await this.#parts.content.get(plan.after.sha256);
        await writeFile({
          ...plan,
          mode: plan.after.mode,
          bytes,
          keep: (before) => keep({ plan, before, after: bytes }),
        });
      }),
    );
    return plan;
  }
}
