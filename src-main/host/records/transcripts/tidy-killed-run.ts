/** What writing had begun when a host was killed is removed from its runs, so that every file there is a whole one. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newListOf } from './kept-files.ts';
import { isHalfSummary, summaryPath } from './summary-file.ts';

/** @param folder a run's, which need not be there @throws Error what the disk said */
export async function tidyKilledRun(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter(isHalfSummary)) await rm(join(folder, name), { force: true });
  await rm(newListOf(folder), { force: true });
  // Without a summary it never came so far as to be a run: nothing was started in it.
  if (!names.some((name) => join(folder, name) === summaryPath(folder)))
    await rm(folder, { recursive: true, force: true });
}
