/** Carries out plans about files. Each method redeems its grant and touches nothing but what the plan pins. */
import { basename, dirname } from 'node:path';
import { Grant } from '#host/grants/grant.ts';
import type { Clock } from '#host/ports/index.ts';
import type {
  FileDeletePlan,
  FileDownloadPlan,
  FileListPlan,
  FileMkdirPlan,
  FileMovePlan,
  FileReadPlan,
  FileSearchPlan,
  FileWritePlan,
  Sha256,
} from '#shared/model/index.ts';
import { anchorFolder } from './anchor-folder.ts';
import { deleteEntry } from './delete-entry.ts';
import { downloadPart, type FileState } from './download-part.ts';
import { usable } from './file-trouble.ts';
import type { Keep } from './keep.ts';
import { type Listing, listFolder } from './list-folder.ts';
import { makeFolders } from './make-folders.ts';
import { moveByPlan } from './move-by-plan.ts';
import { createOneAtATime, type OneAtATime } from './one-at-a-time.ts';
import { openRegular } from './open-regular.ts';
import { type ReadPart, readBytes, readLines } from './read-part.ts';
import { type SearchOutcome, searchByPlan } from './search-by-plan.ts';
import type { Sight } from './sight.ts';
import { anchorPinned, drifted, writeFile } from './write-file.ts';

export interface FileEngineParts {
  readonly content: { get(hash: Sha256): Promise<Uint8Array> };
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Every method @throws Refused PLAN_DRIFT, FILE_… or CANCELLED; nothing is changed then. */
export class FileEngine {
  readonly #parts: FileEngineParts;
  readonly #turns: OneAtATime = createOneAtATime();

  constructor(parts: FileEngineParts) {
    this.#parts = parts;
  }

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

  async list(
    grant: Grant<FileListPlan>,
    { shows }: Sight,
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

  async search(
    grant: Grant<FileSearchPlan>,
    sight: Sight,
    signal: AbortSignal,
  ): Promise<{ readonly plan: FileSearchPlan; readonly outcome: SearchOutcome }> {
    const plan = await Grant.redeem(grant);
    const outcome = await usable(plan.place.named, () => searchByPlan(plan, sight, signal));
    return { plan, outcome };
  }

  /** @param known as the file was when the transfer began; `null`: it begins now */
  async download(
    grant: Grant<FileDownloadPlan>,
    known: (plan: FileDownloadPlan) => FileState | null,
    signal: AbortSignal,
  ): Promise<{ readonly plan: FileDownloadPlan; readonly source: FileState; readonly bytes: Buffer }> {
    const plan = await Grant.redeem(grant);
    const part = await usable(plan.file.named, () => downloadPart(plan, known(plan), signal));
    return { plan, ...part };
  }

  async write(grant: Grant<FileWritePlan>, keep: Keep): Promise<FileWritePlan> {
    const plan = await Grant.redeem(grant);
    await this.#change(plan.path, plan.named, async () => {
      const { content } = this.#parts;
      const { before, after } = plan;
      const bytes = await content.get(after.sha256);
      const expected = before === null ? null : await content.get(before.sha256);
      const kept = { plan, before: expected, after: bytes };
      await writeFile({ ...plan, mode: after.mode, bytes, expected, keep: () => keep(kept) });
    });
    return plan;
  }

  async makeFolder(grant: Grant<FileMkdirPlan>, keep: Keep): Promise<FileMkdirPlan> {
    const plan = await Grant.redeem(grant);
    if (plan.exists) return plan;
    await this.#change(plan.path, plan.named, async () => {
      await using base = await anchorPinned(plan.folder);
      await keep({ plan, before: null, after: null });
      const made = await makeFolders(base, [...plan.parents, basename(plan.path)]);
      try {
        await made.keep();
      } finally {
        await made.release();
      }
    });
    return plan;
  }

  /** @param may whether the policy lets this path be moved away; asked of all that a folder holds */
  async move(grant: Grant<FileMovePlan>, may: (path: string) => boolean, keep: Keep): Promise<FileMovePlan> {
    const plan = await Grant.redeem(grant);
    await this.#change(plan.from.path, plan.from.named, () =>
      this.#turns.run(plan.to.path, () => moveByPlan(plan, may, keep)),
    );
    return plan;
  }

  async delete(grant: Grant<FileDeletePlan>, keep: Keep): Promise<FileDeletePlan> {
    const plan = await Grant.redeem(grant);
    const { path, named } = plan.entry;
    await this.#change(path, named, () => deleteEntry(plan, keep, this.#parts.clock.nowMs()));
    return plan;
  }

  #change(path: string, named: string, work: () => Promise<void>): Promise<void> {
    return this.#turns.run(path, () => usable(named, work));
  }
}
