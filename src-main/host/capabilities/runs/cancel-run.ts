/** The tool `cancel_run`: ends one of the client's own runs, and answers when it is over. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { RunCancelPlan } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { awaitNews } from './await-news.ts';
import { factsOf, RunFacts, RunIdInput } from './run-facts.ts';
import { ownRun, type RunShelf } from './run-shelf.ts';

/** Longer than the grace and the patience of an ending. */
const LONGEST_WAIT_MS = 15_000;

const Input = z.strictObject({
  run_id: RunIdInput,
  force: z.boolean().default(false).describe('Kill it at once instead of asking it to end first (TERM, 2 s, KILL).'),
});
const Output = z.object({
  success: z.literal(true),
  ok: z.literal(true),
  was_running: z.boolean().describe('false: it was over already.'),
  ...RunFacts,
});

export function cancelRun(shelf: RunShelf): Capability<z.output<typeof Input>, RunCancelPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'cancel_run',
      title: 'End a run',
      description: 'Ends one of this client’s own runs and everything that it started. What it printed stays.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    lane: 'control',
    transcriptBytes: () => null,
    async plan(request, { run_id, force }) {
      const { id, summary } = await ownRun(shelf, request.client, run_id);
      return { kind: 'run.cancel', run: id, force, summary };
    },
    describe: houseSentence,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request, signal) {
      const { run: id, force } = await Grant.redeem(grant);
      const look = () => ownRun(shelf, request.client, id);
      const was_running = shelf.cancel(id, force);
      const isEnough = async (): Promise<boolean> => (await look()).end !== null;
      if (was_running) await awaitNews(shelf, id, { withinMs: LONGEST_WAIT_MS, signal, isEnough });
      return { output: { success: true, ok: true, was_running, ...factsOf(await look()) }, failed: false };
    },
  };
}
