/** The tool `execute_command`: one program, one argument vector, no shell. */
import type { Capability } from '#host/capabilities/capability.ts';
import { driftOfFolder } from '#host/engines/process/index.ts';
import type { Grant } from '#host/grants/grant.ts';
import type { CommandPlan, RunEnd, RunHandle } from '#shared/model/index.ts';
import { CommandInput, CommandOutput } from './command-input.ts';
import { describeCommand } from './describe-command.ts';
import { type PlanningParts, planCommand } from './plan-command.ts';
import { driftOfPaths } from './settle-words.ts';

/** Of each stream, this much goes into the answer; the transcript keeps more. */
const ANSWER_BYTES = 128 * 1024;

export interface CommandParts extends PlanningParts {
  readonly engine: {
    carryOut(
      grant: Grant<CommandPlan>,
      run: RunHandle,
      signal: AbortSignal,
    ): Promise<{ readonly end: RunEnd; readonly pid: number | null }>;
  };
}

export function executeCommand(parts: CommandParts): Capability<CommandInput, CommandPlan, CommandOutput> {
  return {
    tool: {
      name: 'execute_command',
      title: 'Run a command',
      description:
        'Runs one program with the given arguments, if the policy allows it or the person approves it, and returns what it printed. Some commands wait for a person: that can take minutes, and the answer may be no. A refusal says which rule decided and what to do instead.',
      input: CommandInput,
      output: CommandOutput,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    transcriptBytes: (plan) => plan.limits.outputBytes,
    plan: (request, input, policy) => planCommand(parts, request, input, policy),
    describe: describeCommand,
    async drift(plan) {
      const files = await Promise.all([plan.executable, ...plan.operands].map((file) => parts.pins.driftOfFile(file)));
      const paths = await driftOfPaths(plan.paths ?? [], plan.cwd.path);
      return [...files.flat(), ...paths, ...(await driftOfFolder(plan.cwd))];
    },
    async release(plan) {
      if (plan.stdin !== null) await parts.content.release(plan.stdin.sha256);
    },
    async perform(grant, run, request, signal) {
      const session = sessionOf(parts, request.client.name, request.input);
      const { end, pid } = await parts.engine.carryOut(
        grant,
        run,
        session === undefined ? signal : AbortSignal.any([signal, session]),
      );
      const output = await answerOf(end, pid, run);
      return { output, failed: !output.success };
    },
  };
}

function sessionOf({ sessions }: CommandParts, client: string, input: unknown): AbortSignal | undefined {
  const { session_id } = CommandInput.parse(input);
  return session_id === undefined ? undefined : sessions.use(client, session_id).ended;
}

async function answerOf(end: RunEnd, pid: number | null, run: RunHandle): Promise<CommandOutput> {
  // One after the other: each reads the whole transcript, and two at once would hold twice as much.
  const stdout = await run.excerpt('stdout', ANSWER_BYTES);
  const stderr = await run.excerpt('stderr', ANSWER_BYTES);
  const success = end.reason === 'exited' && end.exit_code === 0;
  return {
    success,
    exit_code: end.exit_code,
    signal: end.signal,
    stdout: stdout.text,
    stderr: stderr.text,
    stdout_truncated: stdout.truncated,
    stderr_truncated: stderr.truncated,
    stdout_bytes: end.stdout.bytes,
    stderr_bytes: end.stderr.bytes,
    duration_ms: end.duration_ms,
    pid,
    timed_out: end.reason === 'timed_out',
    ended: end.reason,
    error_code: success ? null : errorCode(end),
    error_message: success ? null : errorMessage(end),
    error_details: end.error,
  };
}

function errorCode(end: RunEnd): string {
  switch (end.reason) {
    case 'timed_out':
      return 'CMD_002';
    case 'cancelled':
    case 'stopped':
    case 'host_quit':
    case 'signalled':
      return 'CMD_003';
    default:
      return 'CMD_001';
  }
}

function errorMessage(end: RunEnd): string {
  switch (end.reason) {
    case 'exited':
      return `The program ended with exit code ${end.exit_code}.`;
    case 'signalled':
      return `The program was ended by ${end.signal ?? 'a signal'}.`;
    case 'timed_out':
      return 'The program took longer than allowed and was ended.';
    case 'cancelled':
      return 'The client cancelled, and the program was ended.';
    case 'stopped':
      return 'The person stopped the program.';
    case 'host_quit':
      return 'Countersign is shutting down, and the program was ended.';
    case 'failed':
      return `The program could not be started: ${end.error ?? 'no reason given'}`;
    case 'lost':
      return 'Countersign was killed while the program ran.';
  }
}
