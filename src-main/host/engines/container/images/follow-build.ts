/** Reads what an engine says while it pulls, imports or builds: a JSON object a line, the failure among them, with status 200 all the same. */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const Line = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  error: z.string().optional(),
  aux: z.object({ ID: z.string() }).optional().catch(undefined),
});

const LINE_CHARS = 200;

/**
 * @param say each line of text, without control characters
 * @returns the id of what was made, where the engine says it
 * @throws Error with the engine's words
 */
export async function followBuild(stream: Readable, say: (words: string) => void): Promise<string | null> {
  let id: string | null = null;
  const lines = createInterface(stream);
  // A stream that is cut has no end, and without one the lines would be waited for for ever.
  stream.once('close', () => lines.close());
  for await (const line of lines) {
    const parsed = Line.safeParse(asJson(line));
    if (!parsed.success) continue;
    const { stream: words, status, id: layer, error, aux } = parsed.data;
    if (error !== undefined) throw new Error(plain(error));
    if (aux !== undefined) id = aux.ID;
    for (const each of (words ?? [layer, status].filter((part) => part !== undefined).join(': ')).split(/[\r\n]+/)) {
      if (plain(each) !== '') say(plain(each));
    }
  }
  if (stream.errored !== null && stream.errored !== undefined) throw stream.errored;
  return id;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const plain = (words: string): string =>
  stripVTControlCharacters(words).replaceAll(/\p{C}/gu, ' ').trim().slice(0, LINE_CHARS);
