/** Carries MCP messages both ways, byte for byte, until one side is done. */
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { codeOf, Failed } from '../usage.ts';
import { limitMessages } from './message-limit.ts';
import { createPendingCalls } from './pending-calls.ts';

export interface RelayParts {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Welcomed and paused. */
  readonly socket: Socket;
  /** How long answers are waited for after the client has said all it had to say. */
  readonly lastAnswersMs: number;
}

/**
 * Resolves once stdin has ended and the answers that were still due have been written, or when nobody reads them any more.
 * @throws Failed when the host goes away before that
 */
export async function relay({ stdin, stdout, socket, lastAnswersMs }: RelayParts): Promise<void> {
  const { promise: over, resolve: end, reject: fail } = Promise.withResolvers<void>();
  const pending = createPendingCalls();
  let clientDone = false;
  let patience: NodeJS.Timeout | undefined;
  const endWhenAnswered = (): void => {
    if (clientDone && pending.count === 0) end();
  };
  const limited = limitMessages({
    pass(line) {
      pending.sent(line);
      if (!socket.write(line)) stdin.pause();
    },
    answer: (line) => void stdout.write(line),
  });
  stdin.on('data', limited);
  socket.on('drain', () => stdin.resume());
  stdin.on('end', () => {
    clientDone = true;
    // A client that died leaves calls that nobody waits for: a card must not stay up for them.
    patience = setTimeout(end, lastAnswersMs);
    endWhenAnswered();
  });
  stdin.on('error', fail);
  socket.on('data', (chunk: Buffer) => {
    if (!stdout.write(chunk)) socket.pause();
    pending.received(chunk);
    endWhenAnswered();
  });
  stdout.on('drain', () => socket.resume());
  stdout.on('error', (error) => (codeOf(error) === 'EPIPE' ? end() : fail(error)));
  socket.on('close', () =>
    fail(new Failed('Countersign closed the connection: it was stopped, or this client was revoked.')),
  );
  socket.resume();
  try {
    await over;
  } finally {
    clearTimeout(patience);
    stdin.destroy();
    socket.destroy();
  }
}
