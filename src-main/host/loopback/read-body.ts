/** Reads a request's body up to a limit. What is too long is read to its end and thrown away, so that the sender gets to hear why. */
import type { IncomingMessage } from 'node:http';

/** Past this even the throwing away stops, and the connection is closed. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

export type Body =
  | { readonly state: 'ok'; readonly text: string }
  | { readonly state: 'too-large' }
  | { readonly state: 'not-utf8' };

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > MAX_DISCARDED_BYTES) break;
  }
  if (bytes > maxBytes) return { state: 'too-large' };
  try {
    return {
      state: 'ok',
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks)),
    };
  } catch {
    return { state: 'not-utf8' };
  }
}
