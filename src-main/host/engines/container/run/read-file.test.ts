/** Reading a file out of a container, from an engine that answers over a real socket and breaks off. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { afterEach, expect, it } from 'vitest';
import { readFileIn } from './read-file.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** @param bytes how much of the archive is sent before the connection is cut; all of it and a proper end when left out */
async function containerWith(text: string, bytes?: number): Promise<Docker.Container> {
  const tar = pack();
  tar.entry({ name: 'file' }, text);
  tar.finalize();
  const whole = await buffer(tar);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-tar', 'content-length': whole.length });
    if (bytes === undefined) response.end(whole);
    else response.write(whole.subarray(0, bytes), () => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return new Docker({ host: '127.0.0.1', port, protocol: 'http' }).getContainer('any');
}

const read = async (container: Docker.Container) => readFileIn(container, '/file', 1000, new AbortController().signal);

it('a file comes whole', async () => {
  expect((await read(await containerWith('hello')))?.toString()).toBe('hello');
});

it.each([0, 100, 514])(
  'an archive that breaks off after %d bytes is an error, and nothing waits for the rest',
  async (bytes) => {
    await expect(read(await containerWith('hello', bytes))).rejects.toThrow();
  },
);

it('an archive that is not wanted is let go of, however much of it there is', async () => {
  const gone = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-tar' });
    const tar = pack();
    tar.entry({ name: 'folder', type: 'directory' });
    tar.entry({ name: 'folder/much' }, Buffer.alloc(50_000_000));
    pipeline(tar, response, () => undefined);
    response.on('close', gone.resolve);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  expect(await read(new Docker({ host: '127.0.0.1', port, protocol: 'http' }).getContainer('any'))).toBeNull();
  await gone.promise;
});

it('a file that is larger than wanted is none', async () => {
  expect(await read(await containerWith('x'.repeat(1001)))).toBeNull();
});
