/** Content as an argument: text, or base64 for everything else. */
import { z } from 'zod';
import { Refused } from '#shared/model/index.ts';

export const Encoding = z.enum(['utf-8', 'base64']);

/** Where it goes wrong, not with what: it may be anything. */
function strangerIn(content: string): string {
  const at = content.search(/[^A-Za-z0-9+/=]/u);
  if (at >= 0) return `, and another character stands at position ${at + 1} of ${content.length}`;
  return `, and what came (${content.length} characters) is cut short or not encoded exactly`;
}

/** @param name of the argument. @throws Refused BAD_INPUT for what is not what it claims to be */
export function bytesOf(content: string, encoding: z.output<typeof Encoding>, name = 'content'): Buffer<ArrayBuffer> {
  if (encoding === 'utf-8') {
    if (content.isWellFormed()) return Buffer.from(content, 'utf8');
    throw new Refused('BAD_INPUT', { message: `${name} is not valid Unicode text. Send other bytes as base64.` });
  }
  const bytes = Buffer.from(content, 'base64');
  // Node skips what does not belong there; nothing may be skipped here.
  if (bytes.toString('base64').replace(/=+$/u, '') === content.replace(/=+$/u, '')) return bytes;
  throw new Refused('BAD_INPUT', {
    message: `${name} is not base64: expected letters, digits, “+”, “/” and “=” alone, without line breaks${strangerIn(content)}.`,
  });
}
