/** The tool `kill_session`: ends one of the client's own sessions and whatever runs in it. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import { SessionId, type SessionKillPlan } from '#shared/model/index.ts';
import type { SessionRegistry } from './session-registry.ts';

const Input = z.strictObject({
  session_id: SessionId.describe('As create_session gave it.'),
  force: z.boolean().default(false).describe('End what runs in it at once instead of asking it to end first.'),
});

const Output = z.object({
  success: z.literal(true),
  session_id: SessionId,
  ended_runs: z.number().int().describe('Runs that were under way in it, and are over now.'),
});

export function killSession(
  registry: SessionRegistry,
): Capability<z.output<typeof Input>, SessionKillPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'kill_session',
      title: 'End a session',
      description:
        'Ends one of this client’s sessions and everything that still runs in it: TERM, then KILL after 2 s; with force KILL at once. Answers when it is over.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    lane: 'control',
    transcriptBytes: () => null,
    async plan(request, input) {
      const session = registry.use(request.client.name, input.session_id);
      return { kind: 'session.kill', session: session.id, force: input.force };
    },
    describe: (plan) => `End session ${plan.session}`,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      const plan = await Grant.redeem(grant);
      const ended_runs = await registry.kill(request.client.name, plan.session, plan.force);
      return { output: { success: true, session_id: plan.session, ended_runs }, failed: false };
    },
  };
}
