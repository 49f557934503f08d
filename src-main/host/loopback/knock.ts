/**
 * Who may knock on a loopback door at all. A page that a browser loaded from elsewhere can send requests to 127.0.0.1; it cannot
 * choose the Host that our exact name is compared with, nor leave its Origin out. Checked on every route, before anything is read.
 */
import type { IncomingMessage } from 'node:http';

export interface KnockRefusal {
  readonly status: 400 | 403;
  /** Says what was expected; repeats nothing of what came. */
  readonly message: string;
}

/**
 * @param port the port that the door listens on
 * @returns `undefined` for a request that may go on
 */
export function knock(
  request: Pick<IncomingMessage, 'headersDistinct' | 'url'>,
  port: number,
): KnockRefusal | undefined {
  const hosts = request.headersDistinct.host ?? [];
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  const [host] = hosts;
  if (hosts.length !== 1 || host === undefined || !names.includes(host)) {
    return { status: 403, message: `Expected exactly one Host header, ${names.join(' or ')}.` };
  }
  const origins = request.headersDistinct.origin ?? [];
  if (origins.length > 1 || (origins[0] !== undefined && origins[0] !== `http://${host}`)) {
    return { status: 403, message: 'Requests from pages of another origin are refused.' };
  }
  if (request.url === undefined || !request.url.startsWith('/')) {
    return { status: 400, message: 'Expected a path as the request target.' };
  }
  return undefined;
}
