/** The command line's door: the same mount on a socket in the data folder that only this user can open. No TCP. */
import { createServer } from 'node:http';
import { answerJson, listenOnSocket } from '#host/loopback/index.ts';
import type { Caller } from '#shared/contract/index.ts';
import { createHttpMount, type HttpMountParts } from './http-mount.ts';

export async function openControlSocket(
  parts: HttpMountParts,
  path: string,
  user: string,
): Promise<{ close(): Promise<void> }> {
  const mount = createHttpMount(parts);
  const caller: Caller = { via: 'terminal', user };
  const server = createServer((request, response) => {
    void mount(request, response, () => caller).then((handled) => {
      if (!handled) answerJson(response, 404, { code: 'UNKNOWN_OPERATION', message: 'There is nothing here.' });
    });
  });
  await listenOnSocket(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
