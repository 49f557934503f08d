/**
 * Serves the built renderer under `app://countersign/` in place of file://, whose pages could read other files. Answers GET for
 * files inside one folder, by known type, with the security headers; anything else is 404 or 405.
 */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { Protocol } from 'electron';
import { APP_SCHEME, isAppUrl } from './app-origin.ts';
import { SECURITY_HEADERS } from './content-security-policy.ts';

/** A type not listed here is not served. */
const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Makes `app:` an ordinary secure web origin. Must run before Electron is ready; can run once. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        codeCache: true,
        // Module scripts are fetched in CORS mode. No answer of ours allows another origin.
        corsEnabled: true,
        bypassCSP: false,
        allowServiceWorkers: false,
        stream: false,
        allowExtensions: false,
      },
    },
  ]);
}

/** @throws Error with what to do when the renderer was not built: an empty window would say nothing */
export async function checkRenderer(rendererDir: string): Promise<void> {
  if ((await readInside(rendererDir, 'index.html')) !== null) return;
  throw new Error(`The interface is missing: there is no index.html in ${rendererDir}. Run \`npm run build\`.`);
}

/** @param rendererDir absolute path of the built renderer */
export function serveApp(protocol: Pick<Protocol, 'handle'>, rendererDir: string): void {
  protocol.handle(APP_SCHEME, (request) => answerAppRequest(request, rendererDir));
}

/** Answers one request. A path without a file name extension is a page of the app, so it gets `index.html`. Never throws. */
export async function answerAppRequest(
  request: Pick<Request, 'url' | 'method'>,
  rendererDir: string,
): Promise<Response> {
  if (!isAppUrl(request.url)) return refusal(404);
  if (request.method !== 'GET') return refusal(405);
  const wanted = relativePath(new URL(request.url).pathname);
  const type = wanted === null ? undefined : mimeTypes[extname(wanted)];
  if (wanted === null || type === undefined) return refusal(404);
  const body = await readInside(rendererDir, wanted);
  if (body === null) return refusal(404);
  return new Response(new Uint8Array(body), {
    status: 200,
    headers: { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': 'no-cache' },
  });
}

/** @returns the file that a URL path names, relative to the renderer's folder; `null` for a path that no file of ours has */
function relativePath(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const segments = decoded.split('/').filter((segment) => segment !== '');
  if (!segments.every((segment) => /^[\w@-][\w.@-]*$/.test(segment))) return null;
  const path = segments.join('/');
  return extname(path) === '' ? 'index.html' : path;
}

async function readInside(folder: string, path: string): Promise<Buffer | null> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    const inside = relative(root, file);
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) return null;
    return await readFile(file);
  } catch {
    // Missing, a folder, or unreadable: to a page these are all the same 404.
    return null;
  }
}

const refusal = (status: 404 | 405): Response => new Response(null, { status, headers: { ...SECURITY_HEADERS } });
