/** The frames that host and relay exchange, as `relay-program.ts` has them. What comes from the container is held to its bounds here. */
import type { EgressTarget } from '#shared/model/index.ts';
import { nameInContainer } from '#shared/model/index.ts';

export const WINDOW_BYTES = 131_072;
/** What one frame may carry: a read of the relay's, or a datagram. */
const MOST_BYTES = 65_536;
const HEADER_BYTES = 9;
const KINDS = ['S', 'O', 'D', 'E', 'G', 'R'] as const;

export type FrameKind = (typeof KINDS)[number];

export interface Frame {
  readonly kind: FrameKind;
  readonly link: number;
  readonly data: Buffer;
}

export function frame(kind: FrameKind, link: number, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(kind, 0, 'latin1');
  header.writeUInt32BE(link, 1);
  header.writeUInt32BE(data.length, 5);
  return Buffer.concat([header, data]);
}

export const roomFrame = (link: number, bytes: number): Buffer => {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(bytes);
  return frame('R', link, data);
};

/** @returns takes bytes, and gives the frames that are complete. @throws Error for what no relay says */
export function readRelayFrames(): (bytes: Uint8Array) => readonly Frame[] {
  let waiting = Buffer.alloc(0);
  return (bytes) => {
    waiting = waiting.length === 0 ? Buffer.from(bytes) : Buffer.concat([waiting, bytes]);
    const frames: Frame[] = [];
    let at = 0;
    while (waiting.length - at >= HEADER_BYTES) {
      const kind = kindOf(waiting[at]);
      const length = waiting.readUInt32BE(at + 5);
      if (length > MOST_BYTES)
        throw new Error(`the relay sent a frame of ${length} bytes, and ${MOST_BYTES} is the most`);
      if (waiting.length - at - HEADER_BYTES < length) break;
      const from = at + HEADER_BYTES;
      frames.push({ kind, link: waiting.readUInt32BE(at + 1), data: waiting.subarray(from, from + length) });
      at = from + length;
    }
    waiting = waiting.subarray(at);
    return frames;
  };
}

function kindOf(byte = 0): FrameKind {
  const found = KINDS.find((kind) => kind === String.fromCharCode(byte));
  if (found === undefined) throw new Error(`the relay sent a frame of an unknown kind (${byte})`);
  return found;
}

/** Hosts lie on loopback addresses of their own, in the order of the plan, so that two of them can have one port. */
export function targetList(egress: readonly EgressTarget[]): Buffer {
  const hosts = [...new Set(egress.map(({ host }) => host))];
  return Buffer.concat([
    number(egress.length),
    ...egress.flatMap((target) => [
      ...text(nameInContainer(target)),
      ...text(`127.0.0.${hosts.indexOf(target.host) + 1}`),
      number(target.port),
      ...text(target.protocol),
    ]),
  ]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

const text = (value: string): Buffer[] => [number(Buffer.byteLength(value)), Buffer.from(value)];
