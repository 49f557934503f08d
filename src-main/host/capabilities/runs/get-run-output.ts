/** The tool `get_run_output`: what an own run printed, as it came: its last lines, lines from the middle, or what is new since an earlier look. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import { Refused, type RunId, type RunReadPlan, type TranscriptStream } from '#shared/model/index.ts';
import { awaitNews } from './await-news.ts';
import { lastLines, MOST_BYTES, MOST_LINES } from './last-lines.ts';
import { readLines, readSince } from './read-range.ts';
import { readingHints, readingRun } from './reading-run.ts';
import { factsOf, RunFacts, RunIdInput } from './run-facts.ts';
import { ownRun, type RunShelf } from './run-shelf.ts';

const LONGEST_WAIT_SECONDS = 30;
const MOST = Number.MAX_SAFE_INTEGER;
const lineNumber = z.number().int().min(1).max(MOST);

const Input = z
  .strictObject({
    run_id: RunIdInput,
    stream: z.enum(['both', 'stdout', 'stderr']).default('both').describe('both: as they came, one after the other.'),
    tail_lines: z.number().int().min(1).max(MOST_LINES).optional().describe('The last so many lines (50).'),
    from_line: lineNumber.optional().describe('The first line wanted, counted from 1.'),
    to_line: lineNumber.optional().describe('The last line wanted.'),
    since: z.number().int().min(0).max(MOST).optional().describe('The next of an earlier answer; 0 for the beginning.'),
    wait_seconds: z
      .number()
      .min(0)
      .max(LONGEST_WAIT_SECONDS)
      .default(0)
      .describe('With since: how long to wait for more while there is none and the run goes on.'),
    max_bytes: z.number().int().min(1).max(MOST_BYTES).default(65_536),
  })
  .refine(
    ({ tail_lines, from_line, to_line, since }) =>
      [tail_lines, from_line ?? to_line, since].filter((way) => way !== undefined).length <= 1,
    'expected one of tail_lines, from_line with to_line, or since',
  );

const Output = z.object({
  success: z.literal(true),
  ok: z.literal(true),
  ...RunFacts,
  output: z.string(),
  truncated: z.boolean().describe('There is more than this: before it for tail_lines, behind it for the others.'),
  next: z.number().int().nullable().describe('With since: give it as since to read on.'),
  gap_bytes: z.number().int().describe('With since: bytes in the middle that were not kept.'),
});

type Asked = z.output<typeof Input>;

export function getRunOutput(shelf: RunShelf): Capability<Asked, RunReadPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'get_run_output',
      title: 'Get a run’s output',
      description:
        'Gives what one of this client’s own runs printed: its last lines, certain lines, or what is new since an earlier look. With wait_seconds it waits for news of a run that goes on.',
      input: Input,
      output: Output,
      annotations: readingHints,
    },
    ...readingRun(shelf, 'output'),
    async perform(grant, _run, request, signal) {
      const { run: id } = await Grant.redeem(grant);
      const asked = Input.parse(request.input);
      if (asked.since !== undefined && asked.wait_seconds > 0) {
        await awaitNews(shelf, id, {
          ...{ withinMs: asked.wait_seconds * 1000, signal },
          isEnough: async () =>
            (await ownRun(shelf, request.client, id)).end !== null || (await read(shelf, id, asked)).output !== '',
        });
      }
      // The end is asked for first: what is read after it is complete.
      const facts = factsOf(await ownRun(shelf, request.client, id));
      const output = { success: true, ok: true, ...facts, ...(await read(shelf, id, asked)) } as const;
      return { output, failed: false };
    },
  };
}

async function read(shelf: RunShelf, id: RunId, asked: Asked) {
  const streams: readonly TranscriptStream[] = asked.stream === 'both' ? ['stdout', 'stderr'] : [asked.stream];
  const maxBytes = asked.max_bytes;
  if (asked.since !== undefined) {
    const { text, truncated, next, gapBytes } = await readSince(shelf, id, { streams, since: asked.since, maxBytes });
    return { output: text, truncated, next, gap_bytes: gapBytes };
  }
  const { from_line: fromLine = 1, to_line: toLine = MOST } = asked;
  if (fromLine > toLine) {
    throw new Refused('BAD_INPUT', { message: `from_line is ${fromLine} and to_line ${toLine}, which is before it.` });
  }
  const isRange = asked.from_line !== undefined || asked.to_line !== undefined;
  const { text, truncated } = isRange
    ? await readLines(shelf, id, { streams, fromLine, toLine, maxBytes })
    : await lastLines(shelf, id, { streams, lines: asked.tail_lines ?? 50, maxBytes });
  return { output: text, truncated, next: null, gap_bytes: 0 };
}
