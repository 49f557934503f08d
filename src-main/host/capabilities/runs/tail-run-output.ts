/** The tool `tail_run_output`: the last lines of both streams of an own run. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { RunReadPlan } from '#shared/model/index.ts';
import { lastLines, MOST_LINES } from './last-lines.ts';
import { readingHints, readingRun } from './reading-run.ts';
import { RunIdInput } from './run-facts.ts';
import { ownRun, type RunShelf } from './run-shelf.ts';

const ANSWER_BYTES = 64 * 1024;

const Input = z.strictObject({
  run_id: RunIdInput,
  tail_lines: z.number().int().min(1).max(MOST_LINES).default(50).describe('How many lines of each stream.'),
});
const Output = z.object({
  success: z.literal(true),
  ok: z.literal(true),
  run_id: z.string(),
  running: z.boolean(),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean().describe('There is more before these lines.'),
});

export function tailRunOutput(
  shelf: RunShelf,
): Capability<z.output<typeof Input>, RunReadPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'tail_run_output',
      title: 'Get the last lines of a run',
      description: 'Gives the last lines that one of this client’s own runs printed, also while it runs.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: readingHints,
    },
    ...readingRun(shelf, 'output'),
    async perform(grant, _run, request) {
      const { run: id } = await Grant.redeem(grant);
      const { tail_lines } = Input.parse(request.input);
      const { end } = await ownRun(shelf, request.client, id);
      const wanted = { lines: tail_lines, maxBytes: ANSWER_BYTES };
      const stdout = await lastLines(shelf, id, { ...wanted, streams: ['stdout'] });
      const stderr = await lastLines(shelf, id, { ...wanted, streams: ['stderr'] });
      return {
        output: {
          ...{ success: true, ok: true, run_id: id, running: end === null },
          ...{ stdout: stdout.text, stderr: stderr.text, truncated: stdout.truncated || stderr.truncated },
        },
        failed: false,
      };
    },
  };
}
