/**
 * Where a child writes its output to, and the one buffer that it is read into. Node reads the pipes that it makes itself into a fresh 64 KB
 * buffer each time, and V8 lets tens of megabytes of spent ones pile up. A connection of our own can be read into a buffer of our own, so
 * that a flood of output leaves the host as large as it was.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { listenOnSocket } from '#host/loopback/index.ts';
import { readPieces } from './read-pieces.ts';

const BUFFER_BYTES = 64 * 1024;

/** Output as it is read: one piece at a time. */
export interface OutputReader {
  /**
   * Resolves at the end of the output, or when it was cut.
   * @param take the piece's bytes are its own only until it resolves; the next piece is read then
   */
  read(take: (piece: Uint8Array) => Promise<void>): Promise<void>;
  cut(): void;
}

export interface OutputPipe {
  /** What the child gets as its stdout or stderr. */
  readonly childEnd: Socket | 'pipe';
  /**
   * The child has its end now: ours of it is let go.
   * @param piped the stream that Node made, where `childEnd` is `pipe`
   */
  handedOver(piped: Readable | null): OutputReader;
  /** No child was started. */
  discard(): void;
}

export interface OutputPipes {
  open(): Promise<OutputPipe>;
  close(): Promise<void>;
}

/** @param socketPath in a folder that only this user can enter; whoever else connects there gets nothing */
export function createOutputPipes(socketPath: string): OutputPipes {
  // Programs on Windows expect another kind of pipe than the one a connection is.
  if (process.platform === 'win32') return { open: async () => nodePipe, close: async () => undefined };
  let expected: ((childEnd: Socket) => void) | undefined;
  const server = createServer({ pauseOnConnect: true }, (childEnd) => {
    if (expected === undefined) childEnd.destroy();
    else expected(childEnd);
    expected = undefined;
  });
  let listening: Promise<void> | undefined;
  /** One after the other, so that the two ends of a pipe find each other. */
  let turn: Promise<unknown> = Promise.resolve();

  const connectOne = async (): Promise<OutputPipe> => {
    listening ??= listenOnSocket(server, socketPath).then(() => void server.unref());
    await listening;
    const { promise: accepted, resolve, reject } = Promise.withResolvers<Socket>();
    expected = resolve;
    const reading = bufferedReading();
    const ours = connect({ path: socketPath, onread: reading.onread }).once('error', reject).pause();
    const childEnd = await accepted;
    return {
      childEnd,
      handedOver: () => {
        childEnd.destroy();
        return { read: (take) => reading.run(ours, take), cut: () => void ours.destroy() };
      },
      discard: () => {
        childEnd.destroy();
        ours.destroy();
      },
    };
  };
  return {
    open() {
      const opened = turn.then(connectOne);
      turn = opened.catch(() => undefined);
      return opened;
    },
    async close() {
      await turn;
      if (listening === undefined) return;
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The buffer belongs to one connection; it is filled again only after what was in it has been taken. */
function bufferedReading() {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let arrived: (bytes: number) => void = () => undefined;
  return {
    onread: {
      buffer,
      callback(bytes: number) {
        arrived(bytes);
        // Reading stops here until it is resumed.
        return false;
      },
    },
    run(socket: Socket, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let taking: Promise<void> = Promise.resolve();
      arrived = (bytes) => {
        taking = take(buffer.subarray(0, bytes));
        taking.then(() => socket.resume(), reject);
      };
      // The end may be known while the last piece is still being taken.
      socket.once('close', () => void taking.then(resolve, reject)).once('error', reject);
      socket.once('end', () => socket.destroy()).resume();
      return promise;
    },
  };
}

export const nodePipe: OutputPipe = {
  childEnd: 'pipe',
  handedOver(piped) {
    if (piped === null) throw new Error('a pipe was asked for and none was made');
    return { read: (take) => readPieces(piped, take), cut: () => void piped.destroy() };
  },
  discard: () => undefined,
};
