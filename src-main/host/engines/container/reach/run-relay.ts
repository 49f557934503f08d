/**
 * The host's end of a container's way out: for each connection that the relay reports it dials the plan's target and passes bytes both ways,
 * never more than a window ahead of whoever reads. Everything that comes from the relay is the container's word.
 */
import type { Duplex } from 'node:stream';
import type { EgressTarget } from '#shared/model/index.ts';
import type { Dial } from '../container-engine.ts';
import { readFrames } from '../run/frames.ts';
import { type Link, openLink } from './link.ts';
import { type Frame, type FrameKind, frame, readRelayFrames, targetList } from './relay-frames.ts';

export interface RelayEnd {
  /** Resolves once the relay listens. @throws Error with what kept it from listening */
  readonly listening: Promise<void>;
  /** Every connection, in order; the first thousand. */
  dials(): readonly Dial[];
  /** Ends all connections. */
  close(): void;
}

const MOST_LINKS = 128;
const MOST_DIALS = 1_000;
const START_MS = 30_000;

export function runRelay(stream: Duplex, egress: readonly EgressTarget[], ownPorts: readonly number[]): RelayEnd {
  const listening = Promise.withResolvers<void>();
  const links = linksTo(stream, egress, ownPorts);
  const close = (): void => {
    links.close();
    stream.destroy();
    listening.reject(new Error('the relay ended'));
  };
  const take = (frame: Frame): void => {
    if (frame.kind !== 'S') links.take(frame);
    else if (frame.data.length === 0) listening.resolve();
    else listening.reject(new Error(frame.data.toString('utf8').slice(0, 300)));
  };
  const timer = setTimeout(() => listening.reject(new Error('the relay did not listen in time')), START_MS);
  listening.promise.finally(() => clearTimeout(timer)).catch(() => undefined);
  stream.on('error', () => undefined);
  stream.write(targetList(egress));
  void hear(stream, take).then((why) => {
    listening.reject(new Error(why));
    close();
  });
  return { listening: listening.promise, dials: links.dials, close };
}

/** @returns why there is nothing more to hear */
async function hear(stream: Duplex, take: (frame: Frame) => void): Promise<string> {
  const frames = readRelayFrames();
  let complaints = '';
  try {
    await readFrames(stream, async (output, bytes) => {
      if (output === 'stdout') for (const each of frames(bytes)) take(each);
      else if (complaints.length < 500) complaints += Buffer.from(bytes).toString('utf8');
    });
    return `the relay ended: ${complaints.trim().slice(-300) || 'without a word'}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function linksTo(stream: Duplex, egress: readonly EgressTarget[], ownPorts: readonly number[]) {
  const links = new Map<number, Link>();
  const dials: (() => Dial)[] = [];
  const ending = new AbortController();
  const open = ({ link, data }: Frame): void => {
    const target = egress[data.length === 2 ? data.readUInt16BE() : -1];
    if (target === undefined || links.has(link)) throw new Error('the relay asked for what is not in the plan');
    const send = (kind: FrameKind, bytes?: Uint8Array): void => {
      if (!stream.destroyed) stream.write(frame(kind, link, bytes));
    };
    if (links.size >= MOST_LINKS) {
      send('G');
      return;
    }
    const opened = openLink({ target, ownPorts, signal: ending.signal, send, over: () => links.delete(link) });
    links.set(link, opened);
    if (dials.length < MOST_DIALS) dials.push(opened.dial);
  };
  return {
    take(each: Frame) {
      if (each.kind === 'O') open(each);
      else links.get(each.link)?.take(each);
    },
    dials: () => dials.map((dial) => dial()),
    close() {
      ending.abort();
      for (const link of links.values()) link.cut();
      links.clear();
    },
  };
}
