/** Writes the policy's file whole. Where the file is a link, what it leads to is replaced and the link stays. */
import { realpath } from 'node:fs/promises';
import { writeFileAtomic } from '#host/storage/index.ts';

/** @throws Error from the file system; the old file is then as it was */
export async function replacePolicyFile(file: string, text: string): Promise<void> {
  // A file that is gone has no real path, and is made where its name says.
  const target = await realpath(file).catch(() => file);
  await writeFileAtomic(target, text);
}
