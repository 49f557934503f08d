import { describe, expect, it } from 'vitest';
import { OutputQueue } from './output-queue.ts';

const LARGE = 64 * 1024;
const arrival = (bytes: Uint8Array) => ({ stream: 'stdout', bytes, atMs: 0 }) as const;

describe('a queue of output', () => {
  it('gives back what came, in order, whatever its size', () => {
    const queue = new OutputQueue();
    const pieces = [1, LARGE / 2 - 1, LARGE / 2, LARGE, 5].map((length, n) => Buffer.alloc(length, n + 1));
    for (const piece of pieces) queue.push(arrival(piece));
    for (const piece of pieces) expect(Buffer.from(queue.shift()?.bytes ?? []).equals(piece)).toBe(true);
    expect(queue.shift()).toBeUndefined();
    expect(queue.bytes).toBe(0);
  });

  it.each([1, 40, LARGE / 2 - 1, LARGE / 2, LARGE, LARGE + 1])(
    'keeps a piece of %i bytes whole when its source is overwritten',
    (length) => {
      for (const source of [Buffer.alloc(length, 1), new Uint8Array(length).fill(1)]) {
        const queue = new OutputQueue();
        queue.push(arrival(source));
        source.fill(2);
        expect(Buffer.from(queue.shift()?.bytes ?? []).equals(Buffer.alloc(length, 1))).toBe(true);
      }
    },
  );

  it('uses again only what it made itself, never a buffer of somebody else', () => {
    const queue = new OutputQueue();
    const foreign = Buffer.from('small, out of the pool that Node shares among buffers');
    for (let n = 0; n < 10; n += 1) {
      queue.push(arrival(foreign));
      const out = queue.shift();
      if (out !== undefined) queue.recycle(out);
      queue.push(arrival(Buffer.alloc(LARGE, 9)));
      const large = queue.shift();
      expect(large?.bytes.buffer).not.toBe(foreign.buffer);
      if (large !== undefined) queue.recycle(large);
    }
    expect(foreign.toString()).toContain('small, out of the pool');
  });
});
