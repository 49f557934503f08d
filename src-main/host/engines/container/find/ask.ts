/** One reading request to an engine, which can be given up. dockerode's own methods for these take no signal, or their types do not. */
import type Docker from 'dockerode';

/** @throws Error as dockerode makes it, with `statusCode` where the engine answered */
export function ask(docker: Docker, path: string, abortSignal: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  docker.modem.dial(
    {
      path,
      method: 'GET',
      abortSignal,
      options: {},
      statusCodes: { 200: true, 404: 'not found', 500: 'server error' },
    },
    (error: unknown, data: unknown) => (error ? reject(error) : resolve(data)),
  );
  return promise;
}
