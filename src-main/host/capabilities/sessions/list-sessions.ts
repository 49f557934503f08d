/** The tool `list_sessions`: a client's own sessions, nobody else's. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import { SessionId, type SessionListPlan } from '#shared/model/index.ts';
import type { SessionRegistry } from './session-registry.ts';

const Input = z.strictObject({});

const Output = z.object({
  success: z.literal(true),
  sessions: z.array(
    z.object({
      session_id: SessionId,
      working_dir: z.string(),
      created_at: z.string(),
      last_used_at: z.string(),
      running: z.array(z.string()).describe('Runs under way in it.'),
    }),
  ),
});

export function listSessions(
  registry: SessionRegistry,
): Capability<z.output<typeof Input>, SessionListPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'list_sessions',
      title: 'List sessions',
      description: 'Lists the sessions that this client has open.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    lane: 'control',
    transcriptBytes: () => null,
    plan: async () => ({ kind: 'session.list' }),
    describe: () => 'List its own sessions',
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      await Grant.redeem(grant);
      const sessions = registry.of(request.client.name).map((session) => ({
        session_id: session.id,
        working_dir: session.workingDir.path,
        created_at: new Date(session.createdAtMs).toISOString(),
        last_used_at: new Date(session.lastUsedMs).toISOString(),
        running: [...session.runs],
      }));
      return { output: { success: true, sessions }, failed: false };
    },
  };
}
