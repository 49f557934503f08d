/**
 * Attaches to a container's input and outputs without sending a body. An engine takes the connection over as soon as it has read the header:
 * a body that arrives after that, as it may over TLS and SSH, would be the program's first input. So what is wanted stands in the query alone.
 */
import { Duplex } from 'node:stream';
import type Docker from 'dockerode';

const NOTHING = Buffer.alloc(0);

/** @throws Error as dockerode makes it, with `statusCode` where the engine answered */
export function attachTo(docker: Docker, id: string): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  docker.modem.dial(
    {
      path: `/containers/${id}/attach?`,
      method: 'POST',
      options: { stream: true, stdin: true, stdout: true, stderr: true },
      // A file of no bytes: with anything else the client library sends the options as JSON, or announces chunks.
      file: NOTHING,
      headers: { 'Content-Type': 'text/plain' },
      hijack: true,
      isStream: true,
      statusCodes: { 101: true, 404: 'no such container', 500: 'server error' },
    },
    (error: unknown, stream: unknown) => {
      if (error) reject(error);
      else if (stream instanceof Duplex) resolve(stream);
      else reject(new Error('the engine did not hand the connection over'));
    },
  );
  return promise;
}
