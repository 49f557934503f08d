/**
 * What a run changed, kept in its folder so that it can be seen and reverted: the exact plan, what was there before, and what came
 * instead where that is small. On disk before the change is made; removed with the run.
 */
import { open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '#host/storage/index.ts';
import { type KeptChange, Plan, Refused } from '#shared/model/index.ts';

const names = { plan: 'change.json', before: 'before', after: 'after' } as const;
/** What came instead is for looking at; more than this nobody looks at. */
const MOST_AFTER_BYTES = 1024 * 1024;

const Described = z.strictObject({ version: z.literal(1), plan: Plan });

/** @throws Refused RECORDS_UNAVAILABLE; nothing is left then */
export async function keepChange(folder: string, { plan, before, after }: KeptChange): Promise<void> {
  const described = Buffer.from(`${JSON.stringify({ version: 1, plan })}\n`);
  try {
    await using files = new AsyncDisposableStack();
    const openNew = async (name: string, bytes: Uint8Array | null) =>
      bytes === null ? null : { bytes, file: files.use(await open(join(folder, name), 'wx', 0o600)) };
    const shown = after === null || after.byteLength > MOST_AFTER_BYTES ? null : after;
    const [about, was, came] = await allOf([
      openNew(names.plan, described),
      openNew(names.before, before),
      openNew(names.after, shown),
    ]);
    // Every name is there by now: one wait for all of them. What came instead is for looking at, and may be lost.
    const synced = [about, was].map(async (side) => {
      await side?.file.writeFile(side.bytes);
      await side?.file.sync();
    });
    await allOf([...synced, came?.file.writeFile(came.bytes), syncFolder(folder), syncFolder(dirname(folder))]);
  } catch (cause) {
    for (const name of Object.values(names)) await unlink(join(folder, name)).catch(() => undefined);
    throw new Refused('RECORDS_UNAVAILABLE', {
      message: 'What is there now could not be kept, so it may not be changed: the disk may be full.',
      cause,
    });
  }
}

/** As `Promise.all`, once none is under way any more. */
async function allOf<T extends readonly unknown[]>(
  steps: readonly [...T],
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(steps);
  return await Promise.all(steps);
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
