/** The tools `get_run_stdout` and `get_run_stderr`: one stream of an own run, whole as far as it fits, or its last lines. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { RunReadPlan } from '#shared/model/index.ts';
import { lastLines, MOST_BYTES, MOST_LINES } from './last-lines.ts';
import { readingHints, readingRun } from './reading-run.ts';
import { RunIdInput } from './run-facts.ts';
import { runResources } from './run-resources.ts';
import { ownRun, type RunShelf, unknownRun } from './run-shelf.ts';

const Input = z.strictObject({
  run_id: RunIdInput,
  tail_lines: z
    .number()
    .int()
    .min(1)
    .max(MOST_LINES)
    .optional()
    .describe('Only the last so many lines. Without it: all that fits, the start and the end of what does not.'),
  max_bytes: z.number().int().min(1).max(MOST_BYTES).default(131_072).describe('The most text to give back.'),
});

interface StreamOutput {
  readonly [key: string]: unknown;
}

const shared = {
  success: z.literal(true),
  ok: z.literal(true),
  run_id: z.string(),
  running: z.boolean(),
  truncated: z.boolean().describe('Not all of the stream is here.'),
  bytes: z.number().int().nullable().describe('Bytes that the program wrote, kept or not; null while it runs.'),
  sha256: z.string().nullable().describe('Of the whole stream, kept or not; null while it runs.'),
};

export function getRunStream(
  shelf: RunShelf,
  stream: 'stdout' | 'stderr',
): Capability<z.output<typeof Input>, RunReadPlan, StreamOutput> {
  const words = stream === 'stdout' ? 'standard output' : 'standard error';
  return {
    tool: {
      name: `get_run_${stream}`,
      title: `Get a run’s ${words}`,
      description: `Gives the ${words} of one of this client’s own runs, also while it runs.`,
      input: Input,
      output: z.object({ ...shared, [stream]: z.string() }),
      badInput: 'REQUEST_INVALID',
      annotations: readingHints,
    },
    resources: runResources(stream, { max_bytes: MOST_BYTES }, (output: StreamOutput) => String(output[stream])),
    ...readingRun(shelf, stream),
    async perform(grant, _run, request) {
      const { run: id } = await Grant.redeem(grant);
      const { tail_lines, max_bytes } = Input.parse(request.input);
      const { end } = await ownRun(shelf, request.client, id);
      const read =
        tail_lines === undefined
          ? await shelf.excerpt(id, stream, max_bytes)
          : await lastLines(shelf, id, { streams: [stream], lines: tail_lines, maxBytes: max_bytes });
      if (read === undefined) throw unknownRun(id);
      const figures = end?.[stream] ?? { bytes: null, sha256: null };
      return {
        output: {
          ...{ success: true, ok: true, run_id: id, running: end === null, [stream]: read.text },
          ...{ truncated: read.truncated, bytes: figures.bytes, sha256: figures.sha256 },
        },
        failed: false,
      };
    },
  };
}
