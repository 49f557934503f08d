/** The tool `execute_command`: one program, one argument vector, no shell. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Capability, Performed } from '#host/capabilities/capability.ts';
import { driftOfFolder, driftOfRunAs } from '#host/engines/process/index.ts';
import type { Grant } from '#host/grants/grant.ts';
import type {
  ClientName,
  CommandPlan,
  ResourceLink,
  RunEnd,
  RunHandle,
  RunId,
  SessionId,
  TranscriptStream,
} from '#shared/model/index.ts';
import { answerOf, type Outputs } from './answer-of.ts';
import { CommandInput } from './command-input.ts';
import { CommandOutput } from './command-output.ts';
import { describeCommand } from './describe-command.ts';
import { driftOfConfinement } from './fence-command.ts';
import { type PlanningParts, planCommand, type Sessions } from './plan-command.ts';
import { driftOfPaths } from './settle-words.ts';

interface CarriedOut {
  readonly end: RunEnd;
  readonly pid: number | null;
}

/** A run's stay in the session that owns it. */
interface Stay {
  readonly ended: AbortSignal;
  letGo(): void;
  leave(): void;
}

export interface CommandParts extends PlanningParts {
  readonly sessions: Sessions & {
    /** @throws Refused UNKNOWN_SESSION */
    enter(client: ClientName, id: SessionId, run: RunId): Stay;
    find(id: SessionId): { readonly end: unknown } | undefined;
  };
  readonly engine: {
    carryOut(grant: Grant<CommandPlan>, run: RunHandle, signal: AbortSignal): Promise<CarriedOut>;
  };
  /** What a run has printed, while it goes on and after. */
  readonly transcripts: {
    excerpt(
      id: RunId,
      stream: TranscriptStream,
      maxBytes: number,
    ): Promise<{ readonly text: string; readonly truncated: boolean } | undefined>;
    link(id: RunId, stream: TranscriptStream): ResourceLink;
  };
}

export function executeCommand(parts: CommandParts): Capability<CommandInput, CommandPlan, CommandOutput> {
  return {
    tool: {
      name: 'execute_command',
      title: 'Run a command',
      description:
        'Runs one program with the given arguments, if the policy allows it or the person approves it, and returns what it printed. Some commands wait for a person: that can take minutes, and the answer may be no. A refusal says which rule decided and what to do instead. For long ones, wait_seconds answers early and lets the command run on in its session.',
      input: CommandInput,
      output: CommandOutput,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    transcriptBytes: (plan) => plan.limits.outputBytes,
    plan: (request, input, policy) => planCommand(parts, request, input, policy),
    describe: describeCommand,
    async drift(plan) {
      const pinned = [plan.executable, ...plan.operands, ...(plan.envFiles ?? [])];
      const files = await Promise.all(pinned.map((file) => parts.pins.driftOfFile(file)));
      const paths = await driftOfPaths(plan.paths ?? [], plan.cwd.path);
      const folder = await driftOfFolder(plan.cwd);
      const changed = [
        ...files.flat(),
        ...paths,
        ...folder,
        ...(await driftOfRunAs(plan)),
        ...driftOfSession(parts, plan),
      ];
      return changed.length > 0 ? changed : driftOfConfinement(parts, plan);
    },
    async release(plan) {
      if (plan.stdin !== null) await parts.content.release(plan.stdin.sha256);
    },
    async perform(grant, run, request, signal) {
      const { session_id, wait_seconds } = CommandInput.parse(request.input);
      const stay = session_id === undefined ? null : parts.sessions.enter(request.client.name, session_id, run.id);
      const carried = carryOut(parts, grant, run, stay, signal);
      const early = wait_seconds === undefined ? false : await isStillGoing(carried, wait_seconds * 1000);
      if (!early) return answerOf({ id: run.id, ...(await carried) }, outputsOf(parts, run));
      stay?.letGo();
      const soFar = await answerOf({ id: run.id, end: null, pid: null }, outputsOf(parts, run));
      return { ...soFar, rest: restOf(carried) };
    },
  };
}

async function carryOut(
  { engine }: CommandParts,
  grant: Grant<CommandPlan>,
  run: RunHandle,
  stay: Stay | null,
  signal: AbortSignal,
): Promise<CarriedOut> {
  try {
    return await engine.carryOut(grant, run, stay === null ? signal : AbortSignal.any([signal, stay.ended]));
  } finally {
    stay?.leave();
  }
}

async function isStillGoing(carried: Promise<unknown>, withinMs: number): Promise<boolean> {
  const over = new AbortController();
  const ended = carried.then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([ended, pause(withinMs, true, { signal: over.signal, ref: false })]);
  } finally {
    over.abort();
  }
}

async function restOf(carried: Promise<CarriedOut>): Promise<Pick<Performed<never>, 'failed'>> {
  const { end } = await carried;
  return { failed: end.reason !== 'exited' || end.exit_code !== 0 };
}

const outputsOf = ({ transcripts }: CommandParts, run: RunHandle): Outputs => ({
  excerpt: async (stream, maxBytes) =>
    (await transcripts.excerpt(run.id, stream, maxBytes)) ?? { text: '', truncated: false },
  link: (stream) => transcripts.link(run.id, stream),
});

function driftOfSession({ sessions }: CommandParts, { session }: CommandPlan): readonly string[] {
  if (session === null || sessions.find(session)?.end === null) return [];
  return [`the session ${session} has ended`];
}
