/** Listening on a unix socket or named pipe that only this user can open. */
import { chmod, unlink } from 'node:fs/promises';
import type { Server } from 'node:net';

/** A socket file that a killed host left behind is removed: the data folder's lock says that nobody listens on it. */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  const isPipe = path.startsWith('\\\\');
  if (!isPipe) await unlink(path).catch(() => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(path, resolve);
  await promise;
  server.off('error', reject);
  if (!isPipe) await chmod(path, 0o600);
}
