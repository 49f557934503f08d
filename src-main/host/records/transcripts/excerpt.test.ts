import { describe, expect, it } from 'vitest';
import { exited } from '../testing/subjects.ts';
import { TestRuns } from '../testing/test-runs.ts';

async function excerptsOf(pieces: readonly (string | Buffer)[], outputBytes = 100_000) {
  const test = await TestRuns.make();
  const run = await test.start(await test.open(), { outputBytes });
  for (const piece of pieces) {
    await run.write('stdout', Buffer.from(piece));
    await run.write('stderr', Buffer.from('other\n'));
  }
  await run.end(exited);
  return Object.assign(test, { run });
}

describe('an excerpt of a stream', () => {
  it('is all of it when it fits', async () => {
    await using test = await excerptsOf(['one\n', 'two €\n', 'three']);
    expect(await test.run.excerpt('stdout', 17)).toEqual({ text: 'one\ntwo €\nthree', truncated: false });
    expect(await test.run.excerpt('stderr', 100)).toEqual({ text: 'other\nother\nother\n', truncated: false });
  });

  it('is its head and tail when it does not, with what is missing between them', async () => {
    await using test = await excerptsOf(['start', 'x'.repeat(5000), 'end']);
    const { text, truncated } = await test.run.excerpt('stdout', 200);
    expect(truncated).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200);
    const [, head = '', missing, tail = ''] = /^([^\n]*)\n\[(\d+) bytes left out here\]\n([^\n]*)$/.exec(text) ?? [];
    expect(head.startsWith('startxxx')).toBe(true);
    expect(tail.endsWith('xxxend')).toBe(true);
    expect(head.length + tail.length + Number(missing)).toBe(5008);
  });

  it('never splits a code point and never exceeds its size, whatever that is', async () => {
    await using test = await excerptsOf(['é€😀'.repeat(50), '€'.repeat(100)]);
    for (let maxBytes = 0; maxBytes < 800; maxBytes += 1) {
      const { text, truncated } = await test.run.excerpt('stdout', maxBytes);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
      expect(text).not.toContain('\ufffd');
      expect(truncated).toBe(maxBytes < 750);
    }
  });

  it('says so when the transcript itself has a gap, of that stream only', async () => {
    await using test = await excerptsOf([Buffer.alloc(50_000, 'a\n'), 'end'], 10_000);
    const { text, truncated } = await test.run.excerpt('stdout', 100_000);
    expect(truncated).toBe(true);
    expect(text).toMatch(/^(a\n)+\n?\[\d+ bytes left out here\]\n(a?\n)*(a\n)*end$/);
    expect(await test.run.excerpt('stderr', 100_000)).toEqual({ text: 'other\nother\n', truncated: false });
  });

  it('is empty for a stream that said nothing', async () => {
    await using test = await excerptsOf([]);
    expect(await test.run.excerpt('stdout', 100)).toEqual({ text: '', truncated: false });
  });
});
