/** The tool `get_process_list`: what a client's own runs have started; the whole machine only where the policy says so. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import type { MachineProcess } from '#host/engines/process/index.ts';
import { Grant } from '#host/grants/grant.ts';
import { type ProcessListPlan, SessionId } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { type OwnProcess, ownProcesses, type ProcessParts } from './process-parts.ts';

const MOST_LISTED = 2000;

const Input = z
  .strictObject({
    session_id: SessionId.optional().describe('Only processes of this session.'),
    all: z.boolean().default(false).describe('Every process of the machine; the policy usually does not allow it.'),
  })
  .refine(({ session_id, all }) => session_id === undefined || !all, 'expected session_id or all, not both');

const ListedProcess = z.object({
  pid: z.number().int(),
  parent_pid: z.number().int(),
  name: z.string(),
  cmdline: z.array(z.string()).describe('The command line, with secrets taken out.'),
  status: z.string(),
  memory_rss: z.number().int().nullable(),
  cpu_ms: z.number().nullable(),
  started: z.string().describe('With the pid it names one process: give both to kill_process.'),
  started_at: z.string().nullable(),
  run_id: z.string().nullable(),
  session_id: z.string().nullable(),
});

const Output = z.object({
  success: z.literal(true),
  processes: z.array(ListedProcess),
  total_count: z.number().int(),
  truncated: z.boolean(),
  session_id: z.string().nullable(),
});

export function getProcessList(
  parts: ProcessParts,
): Capability<z.output<typeof Input>, ProcessListPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'get_process_list',
      title: 'List processes',
      description: 'Lists the processes that this client’s own runs have started and that are still there.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    lane: 'control',
    transcriptBytes: () => null,
    async plan(request, { session_id, all }) {
      if (session_id !== undefined) parts.sessions.use(request.client.name, session_id);
      const scope = all ? 'machine' : session_id === undefined ? 'own' : 'session';
      return { kind: 'process.list', scope, session: session_id ?? null };
    },
    describe: houseSentence,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      const { scope, session } = await Grant.redeem(grant);
      const found = scope === 'machine' ? await parts.machine() : await ownProcesses(parts, request.client, session);
      const processes = found.slice(0, MOST_LISTED).map((each) => listed(each, parts));
      return {
        output: {
          ...{ success: true, processes, total_count: found.length, session_id: session },
          truncated: found.length > processes.length,
        },
        failed: false,
      };
    },
  };
}

function listed(found: MachineProcess | OwnProcess, { redact }: ProcessParts): z.output<typeof ListedProcess> {
  return {
    ...{ pid: found.pid, parent_pid: found.parent, name: found.name, cmdline: [...redact(found.argv)] },
    ...{ status: found.status, memory_rss: found.memoryBytes, cpu_ms: found.cpuMs },
    ...{ started: found.started, started_at: found.startedAt },
    run_id: 'run' in found ? found.run : null,
    session_id: 'inSession' in found ? found.inSession : null,
  };
}
