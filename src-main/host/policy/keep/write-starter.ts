/** The first content of a policy's file. Only where there is none: a policy that was deleted does not turn into a looser one. */
import type { Log } from '#host/ports/index.ts';
import { writeFileAtomic } from '#host/storage/index.ts';
import type { Sha256 } from '#shared/model/index.ts';
import { sha256Of } from './history.ts';
import { readPolicyFile } from './read-policy-file.ts';

/**
 * @returns the hash of what was written; `undefined` when the file is there already
 * @throws Error with a sentence for the person when it cannot be written
 */
export async function writeStarter(
  file: string,
  starter: () => Promise<string>,
  log: Log,
): Promise<Sha256 | undefined> {
  if ((await readPolicyFile(file)).state !== 'missing') return undefined;
  try {
    const text = await starter();
    await writeFileAtomic(file, text);
    log.info({ file }, 'wrote a starter policy');
    return sha256Of(text);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The policy ${file} does not exist and cannot be written: ${said}. Choose another with --policy.`, {
      cause,
    });
  }
}
