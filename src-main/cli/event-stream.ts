/** The host's events as a terminal hears them: server-sent events over the control socket, opened again for as long as somebody listens. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { checkedEvent, type WireEvent } from '#shared/contract/index.ts';

const RETRY_MS = 500;
/** The host says something at least every 15 s; a stream that is silent for longer than this is dead. */
const SILENT_MS = 60_000;

export interface EventListener {
  readonly onEvent: (event: WireEvent) => void;
  /** Events may have been missed: on every (re)opening, and where the numbering has a hole. */
  readonly onGap: () => void;
  readonly onLost: () => void;
}

/** @returns a function that stops listening */
export function followEvents(socketPath: string, listener: EventListener): () => void {
  let stopped = false;
  let lost = false;
  let open: ClientRequest | undefined;
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (stopped) return;
    if (!lost) listener.onLost();
    lost = true;
    timer = setTimeout(connect, RETRY_MS);
  };
  const connect = (): void => {
    const attempt = request({ socketPath, path: '/api/events', agent: false }, (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        return;
      }
      lost = false;
      listener.onGap();
      readEvents(response, listener);
    });
    attempt.setTimeout(SILENT_MS, () => attempt.destroy());
    // A failed request ends in `close`, and so does a stream that broke off.
    attempt.on('error', () => undefined).on('close', again);
    attempt.end();
    open = attempt;
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    open?.destroy();
  };
}

function readEvents(response: IncomingMessage, { onEvent, onGap }: EventListener): void {
  let kept = '';
  let lastSeq: number | undefined;
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (kept + chunk).split('\n\n');
    kept = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = dataOf(block);
      if (data === undefined) continue;
      const event = parsedEvent(data);
      const missed = event === undefined || (lastSeq !== undefined && event.seq !== lastSeq + 1);
      lastSeq = event?.seq;
      if (event !== undefined) onEvent(event);
      if (missed) onGap();
    }
  });
  // Its `close` is what counts; an `aborted` error adds nothing to it.
  response.on('error', () => undefined);
}

/** @returns `undefined` for a comment, which is all that keeps the stream alive */
function dataOf(block: string): string | undefined {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? undefined : lines.map((line) => line.slice('data:'.length).trimStart()).join('\n');
}

function parsedEvent(data: string): WireEvent | undefined {
  try {
    return checkedEvent(JSON.parse(data));
  } catch {
    return undefined;
  }
}
