/** The tool `delete_run`: removes a run and its transcript. It destroys evidence, so it asks unless the policy says otherwise. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import { Refused, type RunDeletePlan } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { RunIdInput } from './run-facts.ts';
import { ownRun, type RunShelf } from './run-shelf.ts';

const Input = z.strictObject({ run_id: RunIdInput });
const Output = z.object({
  success: z.literal(true),
  ok: z.literal(true),
  run_id: z.string(),
  message: z.string(),
});

export function deleteRun(shelf: RunShelf): Capability<z.output<typeof Input>, RunDeletePlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'delete_run',
      title: 'Delete a run',
      description:
        'Deletes one of this client’s own runs that is over, with everything it printed. The audit log keeps its records. A person is asked unless the policy says otherwise.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan(request, { run_id }) {
      const { id, tool, summary, started_at, end } = await ownRun(shelf, request.client, run_id);
      if (end === null) throw stillRuns();
      const outputBytes = end.stdout.bytes + end.stderr.bytes;
      return { kind: 'run.delete', run: id, tool, summary, startedAt: started_at, outputBytes };
    },
    describe: houseSentence,
    drift: async ({ run }) => ((await shelf.show(run)) === undefined ? [`the run ${run} is gone`] : []),
    release: async () => undefined,
    async perform(grant, _run, request) {
      const { run } = await Grant.redeem(grant);
      const done = await shelf.remove(run, `client ${request.client.name}`);
      if (done === 'running') throw stillRuns();
      const message = `${run} is deleted. The audit log keeps its records of it.`;
      return { output: { success: true, ok: true, run_id: run, message }, failed: false };
    },
  };
}

const stillRuns = (): Refused =>
  new Refused('BAD_INPUT', { message: 'This run is still under way.', hint: 'End it with cancel_run first.' });
