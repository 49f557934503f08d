/**
 * The headless UI's door: the built pages and the contract's HTTP mount on 127.0.0.1. Host and Origin are checked on every route; calls
 * need the cookie that a one-time link was traded for.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { userInfo } from 'node:os';
import sirv from 'sirv';
import { createHttpMount, type HostApi, nameIn } from '#host/api/index.ts';
import type { Host } from '#host/create-host.ts';
import { answerJson, closeServer, knock, listenOnLoopback, readBody } from '#host/loopback/index.ts';
import type { Log } from '#host/ports/index.ts';
import { type Caller, HostError } from '#shared/contract/index.ts';
import type { Logins } from './logins.ts';
import { securityHeaders } from './security-headers.ts';

const MAX_LOGIN_BYTES = 1024;
const HEADERS_TIMEOUT_MS = 10_000;

export interface UiServerParts {
  readonly api: HostApi;
  readonly logins: Logins;
  readonly log: Log;
  readonly house: Host['house'];
  /** 0 picks a free one. */
  readonly uiPort: number;
  readonly rendererDir: string;
}

/** @throws Error with a sentence for the person when the port is taken */
export async function openUiServer(parts: UiServerParts): Promise<{ readonly url: string; close(): Promise<void> }> {
  let port = parts.uiPort;
  const mount = createHttpMount(parts.api);
  // Read once at the start: only the names of real files can be asked for.
  const pages = sirv(parts.rendererDir, { dev: false, etag: true });

  const server = createServer({ requireHostHeader: false, headersTimeout: HEADERS_TIMEOUT_MS }, (request, response) => {
    enter(request, response).catch((error: unknown) => {
      parts.log.error({ err: error }, 'a request at the UI door failed');
      answerJson(response, 500, { code: 'INTERNAL', message: 'Countersign made a mistake. The log has the details.' });
    });
  });

  async function enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = knock(request, port);
    if (refusal !== undefined) {
      if (request.method === 'POST') parts.api.gate.turnedAway(nameIn(request.url ?? ''));
      answerJson(response, refusal.status, { code: 'FORBIDDEN', message: refusal.message });
      return;
    }
    if (request.url === '/api/login') return logIn(parts, request, response, port);
    if (await mount(request, response, () => callerOf(parts.logins, request, port))) return;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerJson(response, 405, { code: 'BAD_INPUT', message: 'Only pages are here.' });
      return;
    }
    // The page at /login is the app itself: it reads its one-time token from the fragment, which never reaches a server.
    if (request.url === '/login') request.url = '/';
    pages(request, response, () => answerJson(response, 404, { code: 'NOT_FOUND', message: 'There is no such page.' }));
  }

  port = await listenOnLoopback(server, parts.uiPort, 'the UI');
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

async function logIn(
  { logins, house }: UiServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<void> {
  const body = request.method === 'POST' ? await readBody(request, MAX_LOGIN_BYTES) : undefined;
  const cookie = body?.state === 'ok' ? logins.redeem(tokenIn(body.text)) : undefined;
  if (cookie === undefined) {
    answerJson(response, 401, {
      code: 'FORBIDDEN',
      message: 'This link was used already or is too old. Get a fresh one: npx countersign ui',
    });
    return;
  }
  await house('ui-login', { via: 'browser' });
  response.setHeader('set-cookie', `${cookieName(port)}=${cookie}; HttpOnly; SameSite=Strict; Path=/api`);
  response.writeHead(204).end();
}

function tokenIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string'
      ? body.token
      : '';
  } catch {
    return '';
  }
}

/** @throws HostError FORBIDDEN for anybody who is not logged in */
function callerOf(logins: Logins, request: IncomingMessage, port: number): Caller {
  const named = (request.headers.cookie ?? '').split('; ').find((pair) => pair.startsWith(`${cookieName(port)}=`));
  const value = named?.slice(cookieName(port).length + 1);
  if (value === undefined || !logins.knows(value)) {
    throw new HostError('FORBIDDEN', 'This page is not logged in. Get a fresh link: npx countersign ui');
  }
  return { via: 'browser', user: userInfo().username };
}

/** Cookies do not tell ports apart: with the port in the name, two hosts on one machine do not log each other out. */
const cookieName = (port: number): string => `countersign_${port}`;
