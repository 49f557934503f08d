/** Reads one file out of a container that need not run. Only a regular file: what an image has made a link is not followed. */
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { extract } from 'tar-stream';

/** @returns `null` where there is no such regular file, or it is larger. @throws Error as dockerode makes it */
export async function readFileIn(
  container: Docker.Container,
  path: string,
  mostBytes: number,
  abortSignal: AbortSignal,
): Promise<Buffer | null> {
  const archive = await container.getArchive({ path, abortSignal }).catch((error: unknown) => {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return null;
    throw error;
  });
  if (archive === null) return null;
  const tar = extract();
  // An archive that breaks off breaks the reading off too. One that is not read on is let go of: as long as it is held, the engine holds
  // the container, and whoever asks for anything about it waits.
  pipeline(archive, tar, () => undefined);
  for await (const entry of tar) {
    const { type, size = 0 } = entry.header;
    if (type !== 'file' || size > mostBytes) {
      tar.destroy();
      return null;
    }
    const bytes = await buffer(entry);
    tar.destroy();
    return bytes;
  }
  return null;
}
