import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import type { EgressTarget } from '#shared/model/index.ts';
import { type FrameKind, frame, readRelayFrames, roomFrame, WINDOW_BYTES } from './relay-frames.ts';
import { runRelay } from './run-relay.ts';

/** A relay that is not ours: it says what the test makes it say, in the engine's frames. */
function oddRelay() {
  const heard: { kind: FrameKind; link: number; data: Buffer }[] = [];
  const listeners = new Set<() => void>();
  let frames: ReturnType<typeof readRelayFrames> | undefined;
  const stream = new Duplex({
    read: () => undefined,
    write(chunk, _encoding, done) {
      // The first piece is the list of targets.
      if (frames === undefined) frames = readRelayFrames();
      else heard.push(...frames(chunk));
      for (const listener of listeners) listener();
      done();
    },
  });
  return {
    stream,
    heard,
    say(bytes: Buffer, output = 1) {
      const header = Buffer.from([output, 0, 0, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(bytes.length, 4);
      stream.push(Buffer.concat([header, bytes]));
    },
    async hears(kind: FrameKind, link: number) {
      while (!heard.some((each) => each.kind === kind && each.link === link)) {
        await new Promise<void>((resolve) => listeners.add(resolve));
      }
    },
  };
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function stage(onConnection: (socket: Socket) => void = () => undefined) {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    connections.push(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const egress: EgressTarget[] = [{ host: 'a.example', port, protocol: 'tcp', addresses: ['127.0.0.1'] }];
  const relay = oddRelay();
  const end = runRelay(relay.stream, egress, []);
  closing.push(() => {
    end.close();
    server.close();
    for (const socket of connections) socket.destroy();
  });
  relay.say(frame('S', 0));
  await end.listening;
  return { relay, end, connections };
}

const closed = (stream: Duplex) => new Promise<void>((resolve) => stream.once('close', resolve));

const open = (link: number, index: number): Buffer => frame('O', link, Buffer.from([index >> 8, index & 255]));

it('a relay that asks for what is not in the plan is cut off, and nothing was dialled', async () => {
  for (const bytes of [open(1, 1), open(1, 65_535), frame('O', 1, Buffer.from('10.0.0.1:22')), frame('O', 1)]) {
    const { relay, end, connections } = await stage();
    relay.say(bytes);
    await closed(relay.stream);
    expect(end.dials()).toEqual([]);
    expect(connections).toEqual([]);
  }
});

it('a relay that says what none says, or more than a frame holds, is cut off', async () => {
  const huge = Buffer.alloc(9);
  huge.write('D');
  huge.writeUInt32BE(0xffff_ffff, 5);
  for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n'), huge, Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0])]) {
    const { relay } = await stage();
    relay.say(bytes);
    await closed(relay.stream);
  }
});

it('a relay that opens one connection twice is cut off', async () => {
  const { relay } = await stage();
  relay.say(open(1, 0));
  relay.say(open(1, 0));
  await closed(relay.stream);
});

it('a relay that sends more than the target takes loses that connection, and the host keeps no more than a window of it', async () => {
  const { relay } = await stage((socket) => socket.pause());
  relay.say(open(7, 0));
  for (let sent = 0; sent < WINDOW_BYTES * 40; sent += 65_536) relay.say(frame('D', 7, Buffer.alloc(65_536)));
  await relay.hears('G', 7);
});

it('a relay that promises endless room gets no more than a window ahead', async () => {
  const { relay } = await stage((socket) => socket.end(Buffer.alloc(WINDOW_BYTES * 4)));
  relay.say(open(1, 0));
  relay.say(roomFrame(1, 0xffff_ffff));
  await relay.hears('D', 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const bytes = relay.heard.filter(({ kind }) => kind === 'D').reduce((sum, { data }) => sum + data.length, 0);
  expect(bytes).toBeLessThanOrEqual(WINDOW_BYTES);
});

it('frames of connections that are not there are passed over', async () => {
  const { relay, connections } = await stage((socket) => socket.end('hello'));
  relay.say(
    Buffer.concat([frame('D', 9, Buffer.from('x')), frame('E', 9), frame('G', 9), roomFrame(9, 5), open(1, 0)]),
  );
  await relay.hears('E', 1);
  expect(connections.length).toBe(1);
});

it('a relay that ends before it listens says what it complained of', async () => {
  const relay = oddRelay();
  const end = runRelay(relay.stream, [], []);
  relay.say(Buffer.from('no python here\n'), 2);
  relay.stream.push(null);
  await expect(end.listening).rejects.toThrow('the relay ended: no python here');
});

it('a relay that cannot listen says on what', async () => {
  const relay = oddRelay();
  const end = runRelay(relay.stream, [], []);
  closing.push(end.close);
  relay.say(frame('S', 0, Buffer.from('port 80: Permission denied')));
  await expect(end.listening).rejects.toThrow('port 80: Permission denied');
});
