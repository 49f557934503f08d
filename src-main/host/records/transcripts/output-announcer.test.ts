import { describe, expect, it } from 'vitest';
import { RunId, type TranscriptChunk } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { OutputAnnouncer, type OutputBatch } from './output-announcer.ts';

const id = RunId.parse('run_20260102_030405_00600000');
const chunk = (seq: number, text = 'x'): TranscriptChunk => ({ seq, at_ms: 0, stream: 'stdout', text, gap_bytes: 0 });

function announced(): { clock: ManualClock; announcer: OutputAnnouncer; heard: OutputBatch[] } {
  const clock = new ManualClock();
  const heard: OutputBatch[] = [];
  return { clock, heard, announcer: new OutputAnnouncer(id, clock, (batch) => heard.push(batch)) };
}

describe('announcing output', () => {
  it('tells the first output at once and then at most 20 times a second', () => {
    const { clock, announcer, heard } = announced();
    for (let seq = 0; seq < 1000; seq += 1) {
      announcer.offer([chunk(seq)]);
      clock.advance(1);
    }
    announcer.flush();
    expect(heard.length).toBeLessThanOrEqual(21);
    expect(heard[0]?.chunks).toEqual([chunk(0)]);
    expect(heard.flatMap(({ chunks }) => chunks.map(({ seq }) => seq))).toEqual([...Array(1000).keys()]);
  });

  it('tells only that there is more when a batch would be over 64 KiB', () => {
    const { clock, announcer, heard } = announced();
    announcer.offer([chunk(0)]);
    for (let seq = 1; seq <= 6; seq += 1) announcer.offer([chunk(seq, '€'.repeat(4000))]);
    clock.advance(50);
    announcer.offer([chunk(7)]);
    clock.advance(50);
    expect(heard).toEqual([
      { id, chunks: [chunk(0)] },
      { id, chunks: [] },
      { id, chunks: [chunk(7)] },
    ]);
  });

  it('tells nothing twice and nothing empty', () => {
    const { clock, announcer, heard } = announced();
    announcer.flush();
    announcer.offer([chunk(0)]);
    announcer.flush();
    clock.advance(1000);
    expect(heard).toHaveLength(1);
  });
});
