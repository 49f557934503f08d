/**
 * The command line's hold on a running host: the contract over `control.sock` in the data folder. Every reply is checked against the
 * contract; every failure is a HostError with a sentence.
 */
import { type IncomingMessage, request } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { layOut } from '#host/storage/index.ts';
import {
  checkedReply,
  type HostClient,
  HostError,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  WireError,
  type WireEvent,
} from '#shared/contract/index.ts';
import { followEvents } from './event-stream.ts';
import { codeOf } from './usage.ts';

export interface TerminalHostClient extends HostClient {
  /**
   * As HostClient; `onGap` is also called once listening has begun, so that a snapshot fetched there misses nothing.
   * @param onLost the host is gone; it is tried again until the listening is stopped
   */
  listen(onEvent: (event: WireEvent) => void, onGap: () => void, onLost?: () => void): () => void;
}

/** Makes nothing happen yet: the first call finds out whether a host runs. @param dataDir absolute */
export function connectToHost(dataDir: string): TerminalHostClient {
  const socketPath = layOut(dataDir).controlSocket;
  return {
    async call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
      const reply = checkedReply(name, await post({ socketPath, dataDir }, name, input));
      if (reply !== undefined) return reply.value;
      throw new HostError(
        'INTERNAL',
        `The running Countersign answered ${name} in a form that this command does not know. Are both of the same version?`,
      );
    },
    listen: (onEvent, onGap, onLost) =>
      followEvents(socketPath, { onEvent, onGap, onLost: onLost ?? (() => undefined) }),
  };
}

interface Door {
  readonly socketPath: string;
  readonly dataDir: string;
}

/** @throws HostError as the host refused, or UNREACHABLE */
async function post(door: Door, name: OperationName, input: unknown): Promise<unknown> {
  let status: number;
  let body: string;
  try {
    const response = await send(door.socketPath, `/api/${name.replace('.', '/')}`, JSON.stringify(input));
    status = response.statusCode ?? 0;
    body = await readText(response);
  } catch (cause) {
    throw new HostError('UNREACHABLE', unreachable(door.dataDir, cause), { cause });
  }
  const value = parsed(body);
  if (status === 200 && value !== undefined) return value;
  const wire = WireError.safeParse(value);
  if (wire.success) throw new HostError(wire.data.code, wire.data.message);
  throw new HostError('INTERNAL', `The running Countersign answered ${name} with ${status} and no reason.`);
}

function send(socketPath: string, path: string, body: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  request({ socketPath, path, method: 'POST', agent: false, headers }, resolve).on('error', reject).end(body);
  return promise;
}

/** @returns `undefined` for what is not JSON */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What a person needs to hear when the socket cannot be spoken to. */
export function unreachable(dataDir: string, cause: unknown): string {
  const code = codeOf(cause);
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') {
    return `Countersign is not running for ${dataDir}. Start it with \`npm start\` (or \`countersign start\`), or name another folder with --data-dir.`;
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return `The data folder ${dataDir} belongs to somebody else, or this user may not open its socket. Name your own with --data-dir.`;
  }
  return `Countersign for ${dataDir} did not answer to the end (${code ?? String(cause)}). Is it still running?`;
}
