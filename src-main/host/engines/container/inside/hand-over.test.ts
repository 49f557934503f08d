/** The marker by which the keeper's words are told from the program's. */
import { expect, it } from 'vitest';
import { specOf } from '../fixtures/plans.ts';
import { findMarker } from '../run/find-marker.ts';
import { handOver } from './hand-over.ts';

it('is another one each time, and no line of text that a program prints waits for the next because of it', async () => {
  const spec = specOf({ name: 'an/image:1', id: `sha256:${'a'.repeat(64)}` }, ['true'], {});
  const nothing = { get: () => Promise.reject(new Error('nothing is kept')) };
  const seen = new Set<string>();
  // Any byte would do for one in 256 of markers that begin at random.
  for (let round = 0; round < 2_000; round += 1) {
    const { marker } = await handOver(spec, nothing, null);
    seen.add(Buffer.from(marker).toString('hex'));
    for (const line of ['ready\n', 'ready', 'größer', '> ', 'a\0'])
      expect(findMarker(marker).take(Buffer.from(line)).before).toEqual(Buffer.from(line));
  }
  expect(seen.size).toBe(2_000);
});
