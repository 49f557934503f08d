/** Hands a file system, as a tar stream, to the engine as an image. */
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { followBuild } from './follow-build.ts';

/** @throws Error with the engine's words */
export async function importArchive(
  docker: Docker,
  archive: Readable,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  const [repo, name] = tag.split(':');
  const stream = await docker.importImage(archive, { repo, tag: name, abortSignal: signal });
  await followBuild(new Readable().wrap(stream), () => undefined);
}
