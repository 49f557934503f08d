/** Lines and ranges of transcripts, whatever way the output was cut into chunks. */
import { describe, expect, it } from 'vitest';
import { RunId, type TranscriptChunk } from '#shared/model/index.ts';
import { lastLines } from './last-lines.ts';
import { readLines, readSince } from './read-range.ts';

const RUN = RunId.parse('run_20260101_000000_00000000');
const BOTH = ['stdout', 'stderr'] as const;

/** Two chunks a page. */
function shelfOf(texts: readonly string[], change: (chunk: TranscriptChunk) => TranscriptChunk = (chunk) => chunk) {
  const chunks = texts.map((text, seq) => change({ seq, at_ms: seq, stream: 'stdout', text, gap_bytes: 0 }));
  return {
    transcript: async (_id: RunId, from: number) => {
      const page = chunks.filter(({ seq }) => seq >= from).slice(0, 2);
      const next = (page.at(-1)?.seq ?? from - 1) + 1;
      return { chunks: page, next: next < chunks.length ? next : null };
    },
  };
}
const cuts = (text: string): readonly (readonly string[])[] => [
  [text],
  [...text],
  text.split(/(?<=\n)/),
  text.match(/[\s\S]{1,3}/g) ?? [],
];

describe('the last lines', () => {
  it.each([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\nc\n', 9, 'a\nb\nc\n'],
    ['\n\n\n', 2, '\n\n'],
    ['', 5, ''],
    ['alone', 1, 'alone'],
    ['\n', 1, '\n'],
  ])('of %j, %i of them, are %j', async (text, lines, expected) => {
    for (const cut of cuts(text)) {
      const read = await lastLines(shelfOf(cut), RUN, { streams: BOTH, lines, maxBytes: 1000 });
      expect(read).toEqual({ text: expected, truncated: expected !== text });
    }
  });

  it('are whole lines within the bytes, and whole characters of a line that is longer', async () => {
    const within = (texts: readonly string[], maxBytes: number) =>
      lastLines(shelfOf(texts), RUN, { streams: BOTH, lines: 100, maxBytes });
    expect(await within(['first\nsecond\nthird\n'], 15)).toEqual({ text: 'second\nthird\n', truncated: true });
    expect(await within(['first\nsecond\nthird\n'], 14)).toEqual({ text: 'second\nthird\n', truncated: true });
    expect(await within(['first\nsecond\nthird\n'], 12)).toEqual({ text: 'third\n', truncated: true });
    expect(await within(['€'.repeat(1000)], 10)).toEqual({ text: '€€€', truncated: true });
  });

  it('are of the streams that are wanted, and say that a gap was before them', async () => {
    const shelf = shelfOf(['out\n', 'err\n', 'out2\n'], (chunk) => ({
      ...chunk,
      stream: chunk.seq === 1 ? 'stderr' : 'stdout',
      gap_bytes: chunk.seq === 2 ? 7 : 0,
    }));
    expect(await lastLines(shelf, RUN, { streams: ['stderr'], lines: 5, maxBytes: 100 })).toEqual({
      text: 'err\n',
      truncated: true,
    });
  });
});

describe('lines from the middle', () => {
  it.each([
    [2, 3, 'b\nc\n', true],
    [4, 9, 'd', false],
    [9, 10, '', false],
    [1, 1, 'a\n', true],
  ])('%i to %i', async (fromLine, toLine, expected, truncated) => {
    for (const cut of cuts('a\nb\nc\nd')) {
      const wanted = { streams: BOTH, fromLine, toLine, maxBytes: 1000 };
      expect(await readLines(shelfOf(cut), RUN, wanted)).toEqual({ text: expected, truncated });
    }
  });
});

describe('a line that is longer than the bytes', () => {
  it('gives what of it fits, in whole characters, and says that there is more', async () => {
    const read = (fromLine: number, maxBytes: number) =>
      readLines(shelfOf(['short\n', '€'.repeat(1000)]), RUN, { streams: BOTH, fromLine, toLine: 9, maxBytes });
    expect(await read(2, 10)).toEqual({ text: '€€€', truncated: true });
    expect(await read(2, 9)).toEqual({ text: '€€€', truncated: true });
    expect(await read(2, 2)).toEqual({ text: '', truncated: true });
    expect(await read(1, 10)).toEqual({ text: 'short\n', truncated: true });
  });
});

describe('what is new since', () => {
  it('comes a bit at a time and loses nothing, however little is taken', async () => {
    const texts = ['one ', 'two ', 'three '];
    let [since, all] = [0, ''];
    for (let turn = 0; turn < 3; turn += 1) {
      const read = await readSince(shelfOf(texts), RUN, { streams: BOTH, since, maxBytes: 1 });
      expect(read.truncated).toBe(turn < 2);
      all += read.text;
      since = read.next;
    }
    expect(all).toBe('one two three ');
    expect(await readSince(shelfOf(texts), RUN, { streams: BOTH, since, maxBytes: 10 })).toMatchObject({
      ...{ text: '', next: 3, truncated: false },
    });
  });

  it('is nothing from beyond the end', async () => {
    const read = await readSince(shelfOf(['x']), RUN, { streams: BOTH, since: 2 ** 53 - 1, maxBytes: 10 });
    expect(read).toEqual({ text: '', next: 2 ** 53 - 1, gapBytes: 0, truncated: false });
  });
});
