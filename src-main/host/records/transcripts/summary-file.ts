/** `run.json`: what a run is about and how it ended. Whole or not at all; not synced, since what must survive a power cut is in the audit log. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunSummary } from '#shared/model/index.ts';

export const summaryPath = (folder: string): string => join(folder, 'run.json');

/** What a host that was killed had not finished writing. */
export const isHalfSummary = (name: string): boolean => /^\.run\.json\.[0-9a-f]{8}\.tmp$/.test(name);

/** @throws Error what the disk said; the file is as it was then */
export async function writeSummary(folder: string, summary: RunSummary): Promise<void> {
  const temporary = join(folder, `.run.json.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, `${JSON.stringify(summary, null, 1)}\n`, { flag: 'wx', mode: 0o600 });
    await rename(temporary, summaryPath(folder));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * @returns `undefined` when there is none
 * @throws Error when what is there is no summary
 */
export async function readSummary(folder: string): Promise<RunSummary | undefined> {
  let text: string;
  try {
    text = await readFile(summaryPath(folder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return RunSummary.parse(JSON.parse(text));
}
