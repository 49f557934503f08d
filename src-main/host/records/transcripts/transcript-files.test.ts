import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canMount, TinyDisk } from '../testing/tiny-disk.ts';
import { TranscriptFiles } from './transcript-files.ts';
import { chunkLine, readChunkLine } from './transcript-line.ts';

const line = (seq: number, text: string): string =>
  chunkLine({ seq, start: seq * 100, bytes: 100, at_ms: 0, stream: 'stdout', text });

describe.skipIf(!canMount())('the files of a transcript on a disk that is really full', () => {
  it('lose what did not fit and keep what comes when there is room again', async () => {
    using disk = new TinyDisk(256 * 1024);
    const files = new TranscriptFiles(disk.folder);
    await files.write({ segment: 0, text: line(0, 'first'), bytes: 100 });
    await disk.fill(4096);
    await expect(files.write({ segment: 0, text: line(1, 'x'.repeat(20_000)), bytes: 100 })).rejects.toThrow('ENOSPC');
    await disk.empty();
    await files.write({ segment: 0, text: line(2, 'third'), bytes: 100 });
    await files.close();
    const lines = (await readFile(join(disk.folder, 'head.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((text) => readChunkLine(Buffer.from(text))?.seq)).toEqual([0, undefined, 2]);
    expect(files.keptBytes).toBe(200);
  });
});
