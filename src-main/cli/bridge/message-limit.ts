/**
 * Lets messages through to the host whole, one line each, up to the size that the host takes. A longer one would cost the connection
 * with everything else on it, so it is answered here, with its own id, and goes no further.
 */

/** What the host takes at most, over any door. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
/** Up to here a message is read for its id; of an even longer one nothing is kept. */
const MAX_READ_BYTES = 32 * 1024 * 1024;
const LINE_BREAK = 0x0a;

export interface MessageLimitParts {
  /** Takes a whole line with its line break. */
  readonly pass: (line: Buffer) => void;
  /** Takes an answer for the client, with its line break. */
  readonly answer: (line: string) => void;
}

/** @returns told of each piece that the client writes */
export function limitMessages({ pass, answer }: MessageLimitParts): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let bytes = 0;
  const finish = (): void => {
    if (bytes <= MAX_MESSAGE_BYTES) pass(Buffer.concat(parts));
    else for (const id of idsIn(bytes <= MAX_READ_BYTES ? Buffer.concat(parts) : undefined)) answer(refusal(id));
    parts = [];
    bytes = 0;
  };
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(LINE_BREAK); end >= 0; end = chunk.indexOf(LINE_BREAK, start)) {
      parts.push(chunk.subarray(start, end + 1));
      bytes += end + 1 - start;
      finish();
      start = end + 1;
    }
    bytes += chunk.length - start;
    if (bytes > MAX_READ_BYTES) parts = [];
    else if (start < chunk.length) parts.push(chunk.subarray(start));
  };
}

/** The ids that wait for an answer; none for a notification, `null` where the message could not be read. */
function idsIn(line: Buffer | undefined): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(line?.toString('utf8') ?? '');
    return (Array.isArray(value) ? value : [value]).flatMap((message: unknown) =>
      typeof message === 'object' && message !== null && 'id' in message ? [message.id] : [],
    );
  } catch {
    return [null];
  }
}

function refusal(id: unknown): string {
  const message = `The message is larger than ${MAX_MESSAGE_BYTES} bytes, which is the limit. Send a large file in pieces, with upload_file.`;
  return `${JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32600, message } })}\n`;
}
