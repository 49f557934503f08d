/** Opens the bridge's socket to the host and shows the token. A host that is not up yet is waited for. */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { unreachable } from '../host-client.ts';
import { codeOf, Failed } from '../usage.ts';

const RETRY_EVERY_MS = 200;
const ANSWER_WITHIN_MS = 10_000;
const MAX_ANSWER_BYTES = 4096;

export interface BridgeDoor {
  readonly socketPath: string;
  readonly dataDir: string;
  readonly token: string;
  /** How long a host that is not running is waited for. */
  readonly patienceMs: number;
  readonly nowMs: () => number;
  /** Called once, when the first try found nobody. */
  readonly waiting: () => void;
}

/** @returns a paused socket that the host has welcomed; what it said after that is still in it. @throws Failed */
export async function connectBridge(door: BridgeDoor): Promise<Socket> {
  const giveUpAtMs = door.nowMs() + door.patienceMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await welcomed(await opened(door.socketPath), door.token);
    } catch (error) {
      if (!isAbsent(error))
        throw error instanceof Failed ? error : new Failed(unreachable(door.dataDir, error), { cause: error });
      if (door.nowMs() >= giveUpAtMs) throw new Failed(unreachable(door.dataDir, error), { cause: error });
      if (tries === 1) door.waiting();
      await wait(RETRY_EVERY_MS);
    }
  }
}

const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ECONNREFUSED';

function opened(socketPath: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(socketPath, () => {
    socket.off('error', reject);
    resolve(socket);
  });
  socket.once('error', reject);
  return promise;
}

/** Sends the token line and reads the line that answers it. @throws Failed */
function welcomed(socket: Socket, token: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  let read = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    read = Buffer.concat([read, chunk]);
    const end = read.indexOf('\n');
    if (end < 0 && read.length <= MAX_ANSWER_BYTES) return;
    socket.off('data', onData);
    socket.pause();
    const line = read.subarray(0, Math.max(0, end)).toString('utf8').trim();
    if (line !== 'WELCOME') {
      reject(
        new Failed(
          line.startsWith('REFUSED ')
            ? line.slice('REFUSED '.length)
            : 'Countersign answered in a way that this bridge does not know. Are both of the same version?',
        ),
      );
      return;
    }
    if (end + 1 < read.length) socket.unshift(read.subarray(end + 1));
    resolve(socket);
  };
  const tooLate = setTimeout(
    () => reject(new Failed(`Countersign did not answer within ${ANSWER_WITHIN_MS / 1000} s.`)),
    ANSWER_WITHIN_MS,
  );
  const gone = (): void => reject(new Failed('Countersign closed the connection before it answered.'));
  socket.on('data', onData).once('close', gone);
  // What goes wrong with the socket ends in `close`.
  socket.on('error', () => undefined);
  // Who started this bridge is for people to see; the host looks it up by the pid.
  socket.write(`${token} ${process.pid}\n`);
  promise
    .catch(() => socket.destroy())
    .finally(() => {
      clearTimeout(tooLate);
      socket.off('close', gone);
    });
  return promise;
}
