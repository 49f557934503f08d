/** One connection of a container's program, carried by the host: bytes from the relay to the target and back, with a window each way. */
import type { Socket } from 'node:net';
import type { EgressTarget } from '#shared/model/index.ts';
import type { Dial } from '../container-engine.ts';
import { dialDatagrams, dialStream } from './dial.ts';
import { type Frame, type FrameKind, WINDOW_BYTES } from './relay-frames.ts';

export interface Link {
  take(frame: Frame): void;
  cut(): void;
  dial(): Dial;
}

export interface LinkTerms {
  readonly target: EgressTarget;
  readonly ownPorts: readonly number[];
  readonly signal: AbortSignal;
  readonly send: (kind: FrameKind, data?: Uint8Array) => void;
  /** Called once, when nothing more will come of it. */
  readonly over: () => void;
}

export function openLink(terms: LinkTerms): Link {
  const since = performance.now();
  const facts = {
    address: null as string | null,
    error: null as string | null,
    connectMs: 0,
    sentBytes: 0,
    receivedBytes: 0,
  };
  const carrier = terms.target.protocol === 'tcp' ? streamLink(terms, facts) : datagramLink(terms, facts);
  carrier.dialled.then(
    (address) => {
      facts.address = address;
      facts.connectMs = performance.now() - since;
    },
    (error: unknown) => {
      facts.error = error instanceof Error ? error.message : String(error);
      facts.connectMs = performance.now() - since;
      terms.send('G');
      carrier.cut();
      terms.over();
    },
  );
  const { host, port } = terms.target;
  return {
    take: carrier.take,
    cut: carrier.cut,
    dial: () => ({ host, port, ...facts, connectMs: Math.round(facts.connectMs) }),
  };
}

interface Facts {
  sentBytes: number;
  receivedBytes: number;
}

interface Carrier extends Omit<Link, 'dial'> {
  readonly dialled: Promise<string>;
}

function streamLink({ target, ownPorts, signal, send, over }: LinkTerms, facts: Facts): Carrier {
  let socket: Socket | null = null;
  /** What came before there was a connection. */
  let early: (Buffer | null)[] = [];
  /** Bytes that were taken from the container and that the target has not taken yet. A relay that sends more than the window is not ours. */
  let onTheWay = 0;
  let isOver = false;
  const finish = (kind?: 'G'): void => {
    if (isOver) return;
    isOver = true;
    if (kind !== undefined) send(kind);
    socket?.destroy();
    over();
  };
  const inward = inwardFlow(send, () => socket, finish);
  const outward = (to: Socket, data: Buffer | null): void => {
    if (data === null) return void to.end();
    facts.sentBytes += data.length;
    to.write(data, (error) => {
      onTheWay -= data.length;
      if (!error) send('R', fourBytes(data.length));
    });
  };
  const carry = (to: Socket): void => {
    socket = to;
    to.on('data', (data: Buffer) => {
      facts.receivedBytes += data.length;
      inward.push(data);
    });
    to.on('end', inward.end);
    to.on('error', () => finish('G'));
    to.on('close', inward.close);
    for (const data of early) outward(to, data);
    early = [];
  };
  const dialled = dialStream(target, ownPorts, signal).then(({ socket: to, address }) => {
    if (isOver) to.destroy();
    else carry(to);
    return address;
  });
  return {
    dialled,
    take({ kind, data }) {
      if (kind === 'R') return inward.room(data.length === 4 ? data.readUInt32BE() : 0);
      if (kind === 'G') return finish();
      if (kind !== 'D' && kind !== 'E') return;
      const piece = kind === 'D' ? Buffer.from(data) : null;
      onTheWay += piece?.length ?? 0;
      if (onTheWay > WINDOW_BYTES) return finish('G');
      if (socket === null) early.push(piece);
      else outward(socket, piece);
    },
    cut: () => finish(),
  };
}

const PIECE_BYTES = 32_768;

/** From the target to the container, as far as there is room; the target waits meanwhile. */
function inwardFlow(send: LinkTerms['send'], socket: () => Socket | null, finish: () => void) {
  let credit = WINDOW_BYTES;
  const kept: Buffer[] = [];
  const state = { hasEnded: false, hasClosed: false };
  const flush = (): void => {
    for (let first = kept[0]; first !== undefined && credit > 0; first = kept[0]) {
      const piece = first.subarray(0, Math.min(credit, PIECE_BYTES));
      credit -= piece.length;
      send('D', piece);
      if (piece.length === first.length) kept.shift();
      else kept[0] = first.subarray(piece.length);
    }
    if (kept.length > 0 || credit === 0) return void socket()?.pause();
    if (state.hasEnded) send('E');
    state.hasEnded = false;
    if (state.hasClosed) finish();
    else socket()?.resume();
  };
  return {
    push(data: Buffer) {
      kept.push(data);
      flush();
    },
    room(bytes: number) {
      credit = Math.min(WINDOW_BYTES, credit + bytes);
      flush();
    },
    end() {
      state.hasEnded = true;
      flush();
    },
    close() {
      state.hasClosed = true;
      flush();
    },
  };
}

function datagramLink({ target, ownPorts, send, over }: LinkTerms, facts: Facts): Carrier {
  const early: Buffer[] = [];
  let deliver = (data: Buffer): void => {
    if (early.length < 16) early.push(data);
  };
  let close = (): void => undefined;
  let isOver = false;
  const dialled = dialDatagrams(target, ownPorts).then(({ socket, address }) => {
    close = () => socket.close();
    if (isOver) {
      close();
      return address;
    }
    socket.on('message', (data) => {
      facts.receivedBytes += data.length;
      send('D', data);
    });
    // A target that refuses a datagram is no reason to stop: the next one may be taken.
    socket.on('error', () => undefined);
    deliver = (data) => {
      facts.sentBytes += data.length;
      socket.send(data);
    };
    for (const data of early) deliver(data);
    return address;
  });
  const cut = (): void => {
    if (isOver) return;
    isOver = true;
    close();
    over();
  };
  return {
    dialled,
    take({ kind, data }) {
      if (kind === 'D') deliver(Buffer.from(data));
      if (kind === 'G') cut();
    },
    cut,
  };
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
