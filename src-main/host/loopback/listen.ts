/** Listening on 127.0.0.1 and nowhere else. */
import type { Server } from 'node:net';
import { nameOwner } from './name-owner.ts';

/** Connections that wait to be accepted. With fewer, a flood of calls finds that some were made and are reset a minute later. */
const BACKLOG = 4096;

/**
 * @param port 0 picks a free one
 * @returns the port that was taken
 * @throws Error with a sentence for the person; its `code` is the operating system's, e.g. EADDRINUSE
 */
export async function listenOnLoopback(server: Server, port: number, purpose: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ port, host: '127.0.0.1', exclusive: true, backlog: BACKLOG }, resolve);
  try {
    await promise;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? `is taken by ${(await nameOwner(port)) ?? 'another program'}`
        : `cannot be used (${String(code ?? cause)})`;
    throw Object.assign(
      new Error(`Port ${port} for ${purpose} ${why}. End that one or choose another port.`, { cause }),
      { code, port },
    );
  } finally {
    server.off('error', reject);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
