/** The tool `kill_process`: a signal to one process that a run of the client's own has started. It reaches no other. */
import { constants } from 'node:os';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { type ProcessKillPlan, Refused, SessionId, SignalName } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { ownProcesses, type ProcessParts } from './process-parts.ts';

const LARGEST_PID = 2 ** 31 - 1;

const Input = z.strictObject({
  pid: z.number().int().min(1).max(LARGEST_PID),
  started: z.string().max(100).optional().describe('As get_process_list gave it, so that no other process is meant.'),
  session_id: SessionId.optional().describe('The process is one of this session.'),
  signal: z
    .union([z.number().int().min(1).max(64), z.string().max(20)])
    .default('SIGTERM')
    .describe('A name such as SIGTERM, or its number. The policy says which may be sent.'),
});

const Output = z.object({
  success: z.literal(true),
  pid: z.number().int(),
  signal_sent: z.string().nullable().describe('null: it was over already, and nothing was sent.'),
  was_running: z.boolean(),
});

export function killProcess(
  parts: ProcessParts,
): Capability<z.output<typeof Input>, ProcessKillPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'kill_process',
      title: 'Signal a process',
      description:
        'Sends a signal to a process that one of this client’s own runs has started. Other processes cannot be reached.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    lane: 'control',
    transcriptBytes: () => null,
    async plan(request, { pid, started, session_id, signal }) {
      if (session_id !== undefined) parts.sessions.use(request.client.name, session_id);
      const own = await ownProcesses(parts, request.client, session_id ?? null);
      const found = own.find((each) => each.pid === pid && (started === undefined || each.started === started));
      if (found === undefined) {
        throw new Refused('UNKNOWN_PROCESS', { message: `No run of this client has a process ${pid} like that.` });
      }
      return {
        ...{ kind: 'process.kill', pid, started: found.started, argv: [...found.argv] },
        ...{ run: found.run, session: found.inSession, signal: signalOf(signal) },
      };
    },
    describe: houseSentence,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant, _run, request) {
      const { pid, signal } = Input.parse(request.input);
      const was_running = await parts.engine.signal(grant);
      const signal_sent = was_running ? signalOf(signal) : null;
      return { output: { success: true, pid, signal_sent, was_running }, failed: false };
    },
  };
}

/** @throws Refused BAD_INPUT for anything but a signal that may be sent at all */
function signalOf(asked: number | string): SignalName {
  const name =
    typeof asked === 'number'
      ? Object.entries(constants.signals).find(([, number]) => number === asked)?.[0]
      : asked.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  const known = SignalName.safeParse(name);
  if (known.success) return known.data;
  throw new Refused('BAD_INPUT', {
    message: `There is no signal ${JSON.stringify(asked)} here. Expected one of: ${SignalName.options.join(', ')}.`,
  });
}
