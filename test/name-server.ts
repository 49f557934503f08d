/** A name server that a test owns, on loopback: it answers what the test says, and remembers what it was asked. */
import { createSocket } from 'node:dgram';

export interface NameServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** `A chall.example.org`, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** What a question is answered with: addresses, or a failure code (2 SERVFAIL, 3 NXDOMAIN). */
export type Answer = readonly string[] | number;

const typeNames: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' };

/** @param answer called for every question */
export async function openNameServer(answer: (type: 'A' | 'AAAA', name: string) => Answer): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, peer) => {
    const { name, type, end } = questionIn(query);
    const kind = typeNames[type];
    if (kind !== undefined) asked.push(`${kind} ${name}`);
    const found = kind === 'A' || kind === 'AAAA' ? answer(kind, name) : [];
    socket.send(replyTo(query.subarray(0, end), type, found), peer.port, peer.address);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.bind(0, '127.0.0.1', resolve);
  await promise;
  return {
    asked,
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
}

function questionIn(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function replyTo(question: Buffer, type: number, answer: Answer): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  const addresses = typeof answer === 'number' ? [] : answer;
  header.writeUInt16BE(0x8180 | (typeof answer === 'number' ? answer : 0), 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, question.subarray(12), ...addresses.map((address) => recordOf(type, address))]);
}

function recordOf(type: number, address: string): Buffer {
  const data = type === 1 ? Buffer.from(address.split('.').map(Number)) : sixBytes(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  // A time to live of 0: whoever asks twice is answered twice.
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function sixBytes(address: string): Buffer {
  const [before = '', after] = address.split('::');
  const words = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [start, end] = [words(before), words(after ?? '')];
  const zeros = after === undefined ? [] : Array.from({ length: 8 - start.length - end.length }, () => '0');
  return Buffer.from([...start, ...zeros, ...end].map((word) => word.padStart(4, '0')).join(''), 'hex');
}
