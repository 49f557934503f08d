/**
 * What a run changed, kept in its folder so that it can be seen and reverted: the exact plan, what was there before, and what came
 * instead where that is small. On disk before the change is made; removed with the run.
 */
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '#host/storage/index.ts';
import { type KeptChange, Plan, Refused } from '#shared/model/index.ts';

const names = { plan: 'change.json', before: 'before', after: 'after' } as const;
/** What came instead is for looking at; more than this nobody looks at. */
const MOST_AFTER_BYTES = 1024 * 1024;

const Described = z.strictObject({ version: z.literal(1), plan: Plan });

/** @throws Refused RECORDS_UNAVAILABLE; nothing is left then */
export async function keepChange(folder: string, { plan, before, after }: KeptChange): Promise<void> {
  try {
    const described = `${JSON.stringify({ version: 1, plan })}\n`;
    await Promise.all([
      writeFile(join(folder, names.plan), described, { flag: 'wx', mode: 0o600, flush: true }),
      before === null || writeFile(join(folder, names.before), before, { flag: 'wx', mode: 0o600, flush: true }),
      after === null ||
        after.byteLength > MOST_AFTER_BYTES ||
        writeFile(join(folder, names.after), after, { flag: 'wx', mode: 0o600 }),
    ]);
    await syncFolder(folder);
  } catch (cause) {
    for (const name of Object.values(names)) await unlink(join(folder, name)).catch(() => undefined);
    throw new Refused('RECORDS_UNAVAILABLE', {
      message: 'What is there now could not be kept, so it may not be changed: the disk may be full.',
      cause,
    });
  }
}

/** @returns `undefined` when the run changed nothing. @throws Error when what is there cannot be read */
export async function readChange(folder: string): Promise<KeptChange | undefined> {
  const described = await readIfThere(join(folder, names.plan));
  if (described === null) return undefined;
  const { plan } = Described.parse(JSON.parse(described.toString('utf8')));
  const [before, after] = await Promise.all([
    readIfThere(join(folder, names.before)),
    readIfThere(join(folder, names.after)),
  ]);
  return { plan, before, after };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
