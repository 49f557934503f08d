import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunSummary, TranscriptChunk } from '#shared/model/index.ts';
import { privateKeyText } from '../redaction/secret-samples.ts';
import { exited } from '../testing/subjects.ts';
import { readAll, TestRuns, textOf } from '../testing/test-runs.ts';
import type { OutputBatch } from './output-announcer.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** Lines that differ, so that a gap can be found in them. */
const numbered = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${String(from + index).padStart(8, '0')}\n`).join('');

describe('a transcript', () => {
  it('keeps stdout and stderr in the order and at the times in which they came', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    for (const [stream, text] of [
      ['stdout', 'a'],
      ['stderr', 'b'],
      ['stdout', 'c'],
      ['stdout', 'd'],
    ] as const) {
      await run.write(stream, Buffer.from(text));
      test.clock.advance(30);
    }
    const end = await run.end(exited);
    expect(await readAll(runs, run)).toEqual([
      { seq: 0, at_ms: 0, stream: 'stdout', text: 'a', gap_bytes: 0 },
      { seq: 1, at_ms: 30, stream: 'stderr', text: 'b', gap_bytes: 0 },
      { seq: 2, at_ms: 60, stream: 'stdout', text: 'c', gap_bytes: 0 },
      { seq: 3, at_ms: 90, stream: 'stdout', text: 'd', gap_bytes: 0 },
    ]);
    expect(end).toEqual({
      ...exited,
      ...{ usage: null, reached: null },
      duration_ms: 120,
      stdout: { bytes: 3, sha256: sha256(Buffer.from('acd')) },
      stderr: { bytes: 1, sha256: sha256(Buffer.from('b')) },
      dropped_bytes: 0,
    });
  });

  it('keeps output up to its limit whole, to the byte', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    for (const size of [999, 1000, 100_000, 999_999]) {
      const run = await test.start(runs, { outputBytes: size });
      const bytes = Buffer.from(numbered(0, 70_000).slice(0, size));
      for (let from = 0; from < size; from += 777) await run.write('stdout', bytes.subarray(from, from + 777));
      expect((await run.end(exited)).dropped_bytes).toBe(0);
      expect(textOf(await readAll(runs, run))).toBe(bytes.toString());
    }
  });

  it.each([
    [10_000, 1],
    [10_000, 333],
    [100_000, 4096],
    [1_000_000, 65_536],
    [1_000_000, 1_000_000],
    [17_000_000, 1_000_000],
  ])(
    'keeps head and tail of what is over %i bytes, coming %i at a time',
    async (outputBytes, pieceBytes) => {
      await using test = await TestRuns.make();
      const runs = await test.open();
      const run = await test.start(runs, { outputBytes });
      const bytes = Buffer.from(numbered(0, Math.ceil((outputBytes * 1.7) / 14)));
      const writes: Promise<void>[] = [];
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        writes.push(run.write('stdout', bytes.subarray(from, from + pieceBytes)));
      }
      await Promise.all(writes);
      const end = await run.end(exited);
      expect(end.stdout).toEqual({ bytes: bytes.length, sha256: sha256(bytes) });

      const chunks = await readAll(runs, run);
      const gaps = chunks.filter(({ gap_bytes }) => gap_bytes > 0);
      expect(gaps).toHaveLength(1);
      const at = chunks.indexOf(gaps[0] as TranscriptChunk);
      const [head, tail] = [textOf(chunks.slice(0, at)), textOf(chunks.slice(at))];
      expect(bytes.toString().startsWith(head)).toBe(true);
      expect(bytes.toString().endsWith(tail)).toBe(true);
      expect(head.length + tail.length + (gaps[0]?.gap_bytes ?? 0)).toBe(bytes.length);
      expect(end.dropped_bytes).toBe(gaps[0]?.gap_bytes);
      expect(head.length).toBeGreaterThan(outputBytes * 0.49);
      expect(head.length).toBeLessThanOrEqual(outputBytes / 2);
      expect(tail.length).toBeGreaterThanOrEqual(outputBytes * 0.24);
      expect(tail.length).toBeLessThanOrEqual(outputBytes / 2);
      for (const [index, { seq }] of chunks.entries())
        if (index !== at && index > 0) expect(seq).toBe((chunks[index - 1]?.seq ?? 0) + 1);
      expect((await readdir(join(test.folder, run.id))).length).toBeLessThanOrEqual(4);
    },
    60_000,
  );

  it('takes secrets out across chunk borders, and its figures are of the true stream', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    const bytes = Buffer.from(`token: ghp_${'a1'.repeat(18)} and\n${privateKeyText}\ndone (€)\n`);
    for (const byte of bytes) await run.write('stdout', Buffer.of(byte));
    const end = await run.end(exited);
    expect(end.stdout).toEqual({ bytes: bytes.length, sha256: sha256(bytes) });
    expect(textOf(await readAll(runs, run))).toMatch(
      /^token: (ghp)?•••\(github token\) and\n(-----BEGIN)?•••\(private key\)\ndone \(€\)\n$/,
    );
    for (const name of await readdir(join(test.folder, run.id))) {
      expect(await readFile(join(test.folder, run.id, name), 'utf8')).not.toContain('a1a1a1');
    }
  });

  it('shows no part of a secret that lies across the gap', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    for (const shift of [0, 700, 1234, 1500]) {
      const run = await test.start(runs, { outputBytes: 400_000 });
      // One key after another: wherever the gap ends, it ends in a key.
      const keys = `${privateKeyText}\n`.repeat(1500);
      await run.write('stdout', Buffer.from(`${'-'.repeat(shift)}\n${keys}`));
      await run.write('stderr', Buffer.from(keys));
      expect((await run.end(exited)).dropped_bytes).toBeGreaterThan(1_000_000);
      expect(textOf(await readAll(runs, run)).replaceAll('•••(private key)', '')).toMatch(/^[-\n]*$/);
    }
  });

  it('shows invalid UTF-8 as replacement characters and never splits a code point', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs, { outputBytes: 20_000 });
    const bytes = Buffer.from('é€😀'.repeat(3000));
    for (let from = 0; from < bytes.length; from += 1001) await run.write('stderr', bytes.subarray(from, from + 1001));
    await run.write('stderr', Buffer.from([0x41, 0xff, 0xc3]));
    await run.end(exited);
    const chunks = await readAll(runs, run);
    expect(chunks.length).toBeGreaterThan(1);
    expect(textOf(chunks).replace(/A\ufffd\ufffd$/, '')).toMatch(/^[é€😀]+$/u);
    for (const { text } of chunks) expect(text.isWellFormed()).toBe(true);
  });

  it('can be read on while the run goes on, and ends with null', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    expect(await runs.readTranscript(run.id, 0)).toEqual({ chunks: [], next: 0 });
    const heard = new Promise<OutputBatch>((resolve) => runs.onOutput(resolve));
    await run.write('stdout', Buffer.from('first\n'));
    test.clock.advance(50);
    expect((await heard).chunks.map(({ text }) => text)).toEqual(['first\n']);
    expect(await runs.readTranscript(run.id, 0)).toMatchObject({ chunks: [{ text: 'first\n' }], next: 1 });
    expect(await runs.readTranscript(run.id, 1)).toEqual({ chunks: [], next: 1 });
    await run.write('stdout', Buffer.from('second\n'));
    await run.end(exited);
    expect(await runs.readTranscript(run.id, 1)).toMatchObject({ chunks: [{ text: 'second\n' }], next: null });
  });

  it('is given out in pages of about a megabyte', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs, { outputBytes: 10_000_000 });
    const text = numbered(0, 250_000);
    await run.write('stdout', Buffer.from(text));
    await run.end(exited);
    const page = await runs.readTranscript(run.id, 0);
    expect(textOf(page?.chunks ?? []).length).toBeGreaterThan(1_000_000);
    expect(textOf(page?.chunks ?? []).length).toBeLessThan(1_100_000);
    expect(textOf(await readAll(runs, run))).toBe(text);
  });

  it('can be followed by a reader while segments fall out of the tail', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs, { outputBytes: 40_000 });
    let next = 0;
    const seen: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const { promise: told, resolve } = Promise.withResolvers<OutputBatch>();
      const stop = runs.onOutput(resolve);
      await run.write('stdout', Buffer.from(numbered(round * 500, 500)));
      test.clock.advance(1000);
      await told;
      stop();
      const page = await runs.readTranscript(run.id, next);
      seen.push(...(page?.chunks.map(({ seq }) => seq) ?? []));
      next = page?.next ?? next;
    }
    expect(seen).toEqual([...Array(seen.length).keys()]);
    expect(seen.length).toBeGreaterThan(59);
    await run.end(exited);
  });

  it('survives a full disk: the run ends, and says what was lost', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    await symlink('/dev/full', join(test.folder, run.id, 'head.jsonl'));
    const ended = new Promise<RunSummary>((resolve) => runs.onChanged(resolve));
    await run.write('stdout', Buffer.alloc(300_000, 'x'));
    const end = await run.end(exited);
    expect(end).toMatchObject({ reason: 'exited', exit_code: 0, dropped_bytes: 300_000, stdout: { bytes: 300_000 } });
    expect(end.error).toContain('ENOSPC');
    expect((await ended).end).toEqual(end);
    expect(await test.stored(run.id)).toMatchObject({ end });
  });

  it('goes on after a gap when the disk works again', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs, { outputBytes: 100_000 });
    const head = join(test.folder, run.id, 'head.jsonl');
    await symlink('/dev/full', head);
    await run.write('stdout', Buffer.alloc(60_000, 'x'));
    await rm(head);
    await run.write('stdout', Buffer.from('the end'));
    await run.end(exited);
    const chunks = await readAll(runs, run);
    expect(chunks.reduce((sum, { gap_bytes, text }) => sum + gap_bytes + text.length, 0)).toBe(60_007);
    expect(textOf(chunks).endsWith('the end')).toBe(true);
  });

  it('survives the loss of its folder, and the end is known as long as the host runs', async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    await rm(join(test.folder, run.id), { recursive: true });
    await run.write('stdout', Buffer.from('x'));
    const end = await run.end(exited);
    expect(end).toMatchObject({ reason: 'exited', dropped_bytes: 1 });
    expect((await runs.show(run.id))?.end).toEqual(end);
  });

  it("is this user's alone", async () => {
    await using test = await TestRuns.make();
    const runs = await test.open();
    const run = await test.start(runs);
    await run.write('stdout', Buffer.from('x'));
    await run.end(exited);
    const folder = join(test.folder, run.id);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});
