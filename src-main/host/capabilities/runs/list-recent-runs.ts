/** The tool `list_recent_runs`: a client's own runs, newest first. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import { isSameClient, type RunListPlan } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { factsOf, RunFacts } from './run-facts.ts';
import { runLink } from './run-resources.ts';
import type { RunShelf } from './run-shelf.ts';

const MOST_LISTED = 200;

const Input = z.strictObject({
  limit: z.number().int().min(1).max(MOST_LISTED).default(20).describe('How many at most.'),
});
const Output = z.object({ success: z.literal(true), ok: z.literal(true), runs: z.array(z.object(RunFacts)) });

export function listRecentRuns(
  shelf: RunShelf,
): Capability<z.output<typeof Input>, RunListPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'list_recent_runs',
      title: 'List recent runs',
      description: 'Lists what this client ran and runs, newest first.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    lane: 'control',
    resourceList: ({ runs }) =>
      runs.flatMap(({ run_id }) => (['stdout', 'stderr', 'log'] as const).map((part) => runLink(run_id, part, null))),
    transcriptBytes: () => null,
    plan: async (_request, { limit }) => ({ kind: 'run.list', limit }),
    describe: houseSentence,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      const { limit } = await Grant.redeem(grant);
      const runs = await shelf.list({ limit, wanted: ({ client }) => isSameClient(client, request.client) });
      return { output: { success: true, ok: true, runs: runs.map(factsOf) }, failed: false };
    },
  };
}
