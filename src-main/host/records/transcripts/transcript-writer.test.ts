import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TranscriptChunk, TranscriptStream } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { privateKeyText } from '../redaction/secret-samples.ts';
import { textOf } from '../testing/test-runs.ts';
import { TranscriptWriter } from './transcript-writer.ts';

const OUTPUT_BYTES = 400_000;
/** More than the writer holds in memory at this size. */
const FLOOD = Buffer.alloc(2_000_000, `${'-'.repeat(79)}\n`);

let folder: string;
let written: TranscriptChunk[];
let writer: TranscriptWriter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-writer-'));
  written = [];
  const clock = new ManualClock();
  const onWritten = (chunks: readonly TranscriptChunk[]) => void written.push(...chunks);
  writer = new TranscriptWriter({ folder, outputBytes: OUTPUT_BYTES, clock, startedMs: clock.nowMs(), onWritten });
});

afterEach(() => rm(folder, { recursive: true }));

const write = (stream: TranscriptStream, text: string | Buffer): Promise<void> =>
  writer.write(stream, Buffer.from(text));

describe('output that comes faster than it is written', () => {
  it('shows nobody, at no time, a piece of a secret whose start was skipped', async () => {
    await write('stdout', FLOOD);
    // Every place where decoding can set in again lies in a key.
    await write('stdout', `${privateKeyText}\n`.repeat(2000));
    await writer.end();
    const rest = textOf(written).replaceAll('•••(private key)', '');
    expect(rest.length).toBeGreaterThan(100_000);
    expect(rest).toMatch(/^[-\n]*$/);
  });

  it('goes on redacting a secret of a quiet stream that the flood of the other comes between', async () => {
    await write('stdout', FLOOD);
    await write('stderr', privateKeyText.slice(0, 500));
    await write('stdout', FLOOD);
    await write('stderr', `${privateKeyText.slice(500)}\n(shown)`);
    await writer.end();
    expect(textOf(written, 'stderr')).toBe('\n(shown)');
  });

  it('keeps what a quiet stream says after the flood of the other', async () => {
    await write('stdout', FLOOD);
    await write('stderr', 'early\n');
    await write('stdout', FLOOD);
    await write('stderr', 'the error at the end\n');
    await writer.end();
    expect(textOf(written, 'stderr')).toBe('the error at the end\n');
  });

  it('counts every byte, and every chunk knows how much is missing before it', async () => {
    for (let round = 0; round < 5; round += 1) {
      await write('stdout', FLOOD);
      await write('stderr', 'e\n');
    }
    await writer.end();
    expect(writer.stats('stdout').bytes).toBe(5 * FLOOD.length);
    const seen = written.reduce((sum, { gap_bytes, text }) => sum + gap_bytes + Buffer.byteLength(text), 0);
    expect(seen).toBe(5 * (FLOOD.length + 2));
    expect(writer.droppedBytes).toBeGreaterThan(5 * FLOOD.length - OUTPUT_BYTES);
  });
});
