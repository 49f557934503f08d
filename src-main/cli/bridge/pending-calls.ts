/** Which requests of the client have no answer yet, read off the messages as they pass. Message text is never changed here. */

/** The host refuses longer messages, so longer lines need no reading. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

export interface PendingCalls {
  /** Bytes on their way to the host. */
  sent(chunk: Buffer): void;
  /** Bytes on their way to the client. */
  received(chunk: Buffer): void;
  readonly count: number;
}

export function createPendingCalls(): PendingCalls {
  const pending = new Set<string>();
  const sent = byLine((message) => {
    const cancelled = cancelledId(message);
    // A cancelled request gets no answer.
    if (cancelled !== undefined) pending.delete(cancelled);
    else if (typeof message.method === 'string' && message.id !== undefined) pending.add(keyOf(message.id));
  });
  const received = byLine((message) => {
    if (message.method === undefined && message.id !== undefined) pending.delete(keyOf(message.id));
  });
  return {
    sent,
    received,
    get count() {
      return pending.size;
    },
  };
}

type Message = Readonly<Record<string, unknown>>;

/** 1 and "1" are different ids. */
const keyOf = (id: unknown): string => JSON.stringify(id);

function cancelledId({ method, params }: Message): string | undefined {
  if (method !== 'notifications/cancelled' || !isObject(params)) return undefined;
  return params.requestId === undefined ? undefined : keyOf(params.requestId);
}

/** Cuts a byte stream into lines and hands on each JSON object in them; a batch is several. What is not JSON is passed over. */
function byLine(take: (message: Message) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let bytes = 0;
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      if (bytes <= MAX_LINE_BYTES) messagesIn(Buffer.concat([...parts, chunk.subarray(start, end)])).forEach(take);
      parts = [];
      bytes = 0;
      start = end + 1;
    }
    bytes += chunk.length - start;
    if (bytes > MAX_LINE_BYTES) parts = [];
    else if (start < chunk.length) parts.push(chunk.subarray(start));
  };
}

function messagesIn(line: Buffer): readonly Message[] {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return (Array.isArray(value) ? value : [value]).filter(isObject);
  } catch {
    return [];
  }
}

const isObject = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
