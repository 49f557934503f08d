import { describe, expect, it } from 'vitest';
import { samplePlan, sampleVerdict } from '../../test/sample-plan.ts';
import { RequestId, RunId, type RunSummary, Sha256, type TranscriptChunk } from '../model/index.ts';
import { exportPiece } from './run-export.ts';

const hash = Sha256.parse('a'.repeat(64));
const run: RunSummary = {
  id: RunId.parse('run_20260102_030405_00000000'),
  request: RequestId.parse(`req_${'0'.repeat(26)}`),
  client: { name: 'Claude', claims: null },
  tool: 'execute_command',
  summary: 'Run git push',
  plan: samplePlan({ argv: ['git', 'push', 'a b'] }),
  digest: hash,
  verdict: sampleVerdict('allow'),
  approval: null,
  approved_by: null,
  started_at: '2026-01-02T03:04:05.000Z',
  end: null,
};
const chunk = (seq: number, text: string, gap_bytes = 0): TranscriptChunk => ({
  ...{ seq, at_ms: seq * 250, stream: seq % 2 === 0 ? 'stdout' : 'stderr', text, gap_bytes },
});
const pieces = [[chunk(0, 'one\ntwo\r\n')], [], [chunk(1, '"quoted" \u001b[1mbold'), chunk(2, 'after', 99)]];
const whole = (format: 'json' | 'asciicast', all = pieces): string =>
  all
    .map((chunks, index) => exportPiece(format, { run, chunks, first: index === 0, last: index === all.length - 1 }))
    .join('');

describe('a run as a file', () => {
  it('is one JSON object, however it was cut into pieces', () => {
    expect(JSON.parse(whole('json'))).toEqual({ run, transcript: pieces.flat() });
    expect(JSON.parse(whole('json', [pieces.flat()]))).toEqual({ run, transcript: pieces.flat() });
    expect(JSON.parse(whole('json', [[], []]))).toEqual({ run, transcript: [] });
  });

  it('is an asciicast that a terminal player shows line by line, with its gaps as marks', () => {
    const [header, ...events] = whole('asciicast')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ version: 2, width: 80, height: 24, timestamp: 1767323045, title: 'Run git push' });
    expect(header.command).toBe("git push 'a b'");
    expect(events).toEqual([
      [0, 'o', 'one\r\ntwo\r\n'],
      [0.25, 'o', '"quoted" \u001b[1mbold'],
      [0.5, 'm', '99 bytes not kept'],
      [0.5, 'o', 'after'],
    ]);
  });
});
