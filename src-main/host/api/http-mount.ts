/**
 * The contract over HTTP: `POST /api/GROUP/OPERATION` with a JSON body, and `GET /api/events` as a stream of server-sent events.
 * The headless UI and the control socket are both this mount behind different doors.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, readBody } from '#host/loopback/index.ts';
import { type Caller, HostError, type WireErrorCode } from '#shared/contract/index.ts';
import type { EventHub } from './event-hub.ts';
import type { Gate } from './gate.ts';

const MAX_BODY_BYTES = 12 * 1024 * 1024;
const KEEP_ALIVE_MS = 15_000;
/** A listener that reads more slowly than this many bytes behind is dropped; it reconnects and asks for fresh snapshots. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;

const STATUS: Readonly<Record<WireErrorCode, number>> = {
  UNKNOWN_OPERATION: 404,
  BAD_INPUT: 400,
  FORBIDDEN: 401,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RECORDS_UNAVAILABLE: 503,
  UNREACHABLE: 502,
  INTERNAL: 500,
};

export interface HttpMountParts {
  readonly gate: Gate;
  readonly events: EventHub;
}

/**
 * @param identify who is behind this request; throws HostError FORBIDDEN for anybody who may not call
 * @returns false when the path is not this mount's
 */
export function createHttpMount({ gate, events }: HttpMountParts) {
  return async (request: IncomingMessage, response: ServerResponse, identify: () => Caller): Promise<boolean> => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (!path.startsWith('/api/')) return false;
    let askedGate = false;
    try {
      if (path === '/api/events') {
        identify();
        stream(events, request, response);
        return true;
      }
      if (request.method !== 'POST') throw new HostError('BAD_INPUT', 'Expected a POST request.');
      if (request.headers['content-type']?.split(';', 1)[0] !== 'application/json') {
        throw new HostError('BAD_INPUT', 'Expected the content type application/json.');
      }
      // Before the body is read: whoever may not call is not listened to.
      identify();
      const input = await readJson(request);
      const name = nameIn(path);
      askedGate = true;
      answerJson(response, 200, (await gate.call(name, input, identify)) ?? null);
    } catch (error) {
      if (!askedGate) gate.turnedAway(nameIn(path));
      const refused =
        error instanceof HostError ? error : new HostError('INTERNAL', 'Countersign made a mistake.', { cause: error });
      answerJson(response, STATUS[refused.code], refused.toWire());
    }
    return true;
  };
}

/** @returns the operation that a path of this mount is about: `approvals.approve` */
export const nameIn = (path: string): string => path.split('?', 1)[0]?.slice('/api/'.length).replace('/', '.') ?? '';

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body.state !== 'ok') throw new HostError('BAD_INPUT', 'The body is too large or not UTF-8.');
  if (body.text === '') return {};
  try {
    return JSON.parse(body.text);
  } catch (cause) {
    throw new HostError('BAD_INPUT', 'The body is not valid JSON.', { cause });
  }
}

function stream(events: EventHub, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  response.write(': listening\n\n');
  const stop = events.listen((event) => {
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
    else response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
  request.on('close', () => {
    stop();
    clearInterval(keepAlive);
  });
}
