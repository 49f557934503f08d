import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHostLink } from '#renderer/client/host-link.ts';
import { createFakeHost } from '#renderer/fake-host/fake-host.ts';
import { chunksOf, commandPlan, endOf, runId, runOf } from '#renderer/fake-host/fixtures.ts';
import type { LimitName, RunUsage } from '#shared/model/index.ts';
import { lastWritten, plainText, segmentsOf, sgrAfter } from './ansi.ts';
import { endWords, outputWords } from './run-words.ts';
import { TranscriptFeed } from './transcript-feed.ts';
import { searchText, TranscriptRows } from './transcript-rows.ts';

const esc = '\u001b[';
const rowsOf = (...parts: Parameters<typeof chunksOf>[0]) => {
  const rows = new TranscriptRows();
  rows.append(chunksOf(parts));
  return rows.rows;
};
const texts = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.kind === 'line' ? row.text : `gap ${row.bytes}`));

describe('rows', () => {
  it('are lines, whole across chunks, and broken where the other stream spoke', () => {
    expect(
      texts(
        rowsOf(
          [0, 'stdout', 'one\ntw'],
          [1, 'stdout', 'o\n'],
          [2, 'stdout', 'thr'],
          [3, 'stderr', 'oops\n'],
          [4, 'stdout', 'ee\n\nend'],
        ),
      ),
    ).toEqual(['one', 'two', 'thr', 'oops', 'ee', '', 'end']);
  });

  it('mark where output was not kept', () => {
    const rows = new TranscriptRows();
    const [a, b] = chunksOf([
      [0, 'stdout', 'head'],
      [1, 'stdout', 'tail'],
    ]);
    if (a === undefined || b === undefined) throw new Error('no chunks');
    rows.append([a, { ...b, gap_bytes: 3_200_000 }]);
    expect(texts(rows.rows)).toEqual(['head', 'gap 3200000', 'tail']);
  });

  it('keep every character, however it is chunked and however long the lines are', () => {
    const parts = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', 'x'.repeat(5000), `${esc}31m`, '👍'.repeat(3000))),
    );
    fc.assert(
      fc.property(parts, (pieces) => {
        const rows = rowsOf(...pieces.map((text): [number, 'stdout', string] => [0, 'stdout', text]));
        const joined = rows.map((row) => (row.kind === 'line' ? row.text + (row.continued ? '' : '\n') : '')).join('');
        const printed = pieces.join('');
        expect(joined).toBe(printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`);
        expect(Math.max(0, ...rows.map((row) => (row.kind === 'line' ? row.text.length : 0)))).toBeLessThanOrEqual(
          4000,
        );
      }),
    );
  });

  it('carry colours on from line to line of their own stream', () => {
    const rows = rowsOf(
      [0, 'stdout', `${esc}31mred\n`],
      [1, 'stderr', 'plain\n'],
      [2, 'stdout', `still red${esc}0m\nplain again\n`],
    );
    expect(rows.map((row) => (row.kind === 'line' ? row.sgr : ''))).toEqual(['', '', `${esc}31m`, '']);
  });

  it('are searched without their colours', () => {
    const [row] = rowsOf([0, 'stdout', `FA${esc}31mIL${esc}0mED\n`]);
    expect(row === undefined ? '' : searchText(row)).toBe('failed');
  });
});

describe('terminal sequences', () => {
  it('become colours, never markup', () => {
    expect(segmentsOf(`${esc}1;32mok${esc}0m <b>`, '')).toEqual([
      { kind: 'text', text: 'ok', ink: { color: 'green', background: null, decorations: ['bold'] } },
      { kind: 'text', text: ' <b>', ink: { color: null, background: null, decorations: [] } },
    ]);
    expect(
      segmentsOf(`${esc}38;5;208mA${esc}38;2;1;2;3mB${esc}38;5;244mC`, '').map((part) =>
        part.kind === 'text' ? part.ink.color : '',
      ),
    ).toEqual(['255, 135, 0', '1, 2, 3', '128, 128, 128']);
  });

  it('that name an address or reach for the clipboard are said, not done', () => {
    const notes = segmentsOf(
      `\u001b]8;;https://evil.test/\u0007here\u001b]8;;\u0007\u001b]52;c;cm0gLXJm\u0007\u001b]0;root@bank\u0007`,
      '',
    );
    expect(notes.flatMap((part) => (part.kind === 'note' ? [part.label] : []))).toEqual([
      'link to https://evil.test/',
      'end of link',
      'tried to write to the clipboard',
      'window title root@bank',
    ]);
  });

  it('that hide or blink text do neither', () => {
    expect(
      segmentsOf(`${esc}8msecret${esc}5mx`, '').map((part) => (part.kind === 'text' ? part.ink.decorations : [])),
    ).toEqual([[], []]);
  });

  it('that move the cursor are left out of the text', () => {
    expect(plainText(`${esc}2K${esc}1Gdone${esc}?25h`)).toBe('done');
  });

  it('never lose text between them', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(`${esc}31m`, `${esc}0m`, `${esc}2K`, '\u001b]0;t\u0007', `${esc}38;5;9m`),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const line = pieces.join('').replaceAll('\n', '').replaceAll('\r', '');
        const shown = segmentsOf(line, '')
          .map((part) => (part.kind === 'text' ? part.text : ''))
          .join('');
        expect(shown).toBe(plainText(line));
      }),
    );
  });

  it('keep the colours in force short, whatever a program prints', () => {
    expect(sgrAfter(`${esc}1m`, `${esc}31m`)).toBe(`${esc}1m${esc}31m`);
    expect(sgrAfter(`${esc}1m`, `x${esc}m`)).toBe('');
    expect(sgrAfter('', `${esc}31m`.repeat(10_000)).length).toBeLessThanOrEqual(400);
  });

  it('of a progress bar leave its last state, and how often it was written over', () => {
    expect(lastWritten('10%\r50%\r100%')).toEqual({ text: '100%', overwritten: 2 });
    expect(lastWritten('windows line\r')).toEqual({ text: 'windows line', overwritten: 0 });
    expect(lastWritten('plain')).toEqual({ text: 'plain', overwritten: 0 });
  });
});

describe('the feed of a transcript', () => {
  const id = runId(1);
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const live = async () => {
    const host = createFakeHost();
    host.world.runs = [await runOf(1, commandPlan(['make']), { end: null })];
    return host;
  };

  it('pages what is there and follows what comes, each chunk once', async () => {
    const host = await live();
    const all = chunksOf(Array.from({ length: 1000 }, (_, n) => [n, 'stdout', `line ${n}\n`] as const));
    host.world.transcripts.set(id, all.slice(0, 900));
    const feed = new TranscriptFeed(createHostLink(host.carrier), id);
    const stop = feed.start();
    host.print(id, all.slice(900, 950));
    await until(() => feed.shown.get().rows.length === 950);
    host.print(id, all.slice(950));
    await until(() => feed.shown.get().rows.length === 1000);
    expect(texts([...feed.shown.get().rows])).toEqual(all.map(({ text }) => text.trim()));
    stop();
  });

  it('asks for what an event that was lost would have brought', async () => {
    const host = await live();
    const feed = new TranscriptFeed(createHostLink(host.carrier), id);
    const stop = feed.start();
    await until(() => !feed.shown.get().loading);
    const all = chunksOf([
      [0, 'stdout', 'a\n'],
      [1, 'stdout', 'b\n'],
      [2, 'stdout', 'c\n'],
    ]);
    host.world.transcripts.set(id, all.slice(0, 2));
    host.loseEvents(1);
    host.print(id, all.slice(2));
    await until(() => feed.shown.get().rows.length === 3);
    expect(texts([...feed.shown.get().rows])).toEqual(['a', 'b', 'c']);
    stop();
  });

  it('takes an event without chunks as word that there is more', async () => {
    const host = await live();
    const feed = new TranscriptFeed(createHostLink(host.carrier), id);
    const stop = feed.start();
    await until(() => !feed.shown.get().loading);
    host.world.transcripts.set(id, chunksOf([[0, 'stdout', 'big\n']]));
    host.emit('runs.output', { id, chunks: [] });
    await until(() => feed.shown.get().rows.length === 1);
    stop();
  });
});

describe('an end in words', () => {
  const over = (limit: LimitName): RunUsage => ({
    ...{ cpu_ms: 1, peak_memory_bytes: 64_000_000, peak_pids: 2, held: [], over: [limit] },
  });
  it.each([
    [endOf(), 'exit 0', 'allow'],
    [endOf({ exit_code: 2 }), 'exit 2', 'deny'],
    [endOf({ reason: 'timed_out', exit_code: null }), 'timed out', 'deny'],
    [endOf({ reason: 'signalled', exit_code: null, signal: 'SIGSEGV' }), 'SIGSEGV', 'deny'],
    [endOf({ reason: 'signalled', exit_code: null, signal: 'SIGKILL', usage: over('memory') }), 'memory limit', 'deny'],
    [endOf({ reason: 'signalled', exit_code: null, signal: 'SIGTERM', usage: over('memory') }), 'SIGTERM', 'deny'],
    [endOf({ reason: 'timed_out', exit_code: null, usage: over('cpu') }), 'processor time limit', 'deny'],
    [endOf({ reason: 'stopped', exit_code: null }), 'stopped', 'plain'],
    [endOf({ reason: 'cancelled', exit_code: null }), 'cancelled', 'plain'],
    [endOf({ reason: 'failed', exit_code: null, error: 'ENOENT' }), 'did not start', 'deny'],
    [endOf({ reason: 'host_quit', exit_code: null }), 'ended with Countersign', 'plain'],
    [endOf({ reason: 'lost', exit_code: null }), 'lost', 'deny'],
  ])('%#: %s', (end, word, tone) => {
    expect(endWords(end)).toMatchObject({ word, tone });
  });

  it('says what was printed and what was not kept', () => {
    expect(outputWords(endOf({ dropped_bytes: 3_200_000 }))).toBe('12 kB out · 340 B err · 3.2 MB not kept');
  });
});
