/** Resolves everything that a command would use: the program by content, the folder by inode, the whole environment, every limit. */
import { type FilePins, pinFolder, runAsFor } from '#host/engines/process/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import {
  type ClientName,
  type CommandPlan,
  type PinnedFolder,
  Refused,
  type Request,
  type SessionId,
} from '#shared/model/index.ts';
import type { CommandTerms, CompiledPolicy } from '#shared/policy/index.ts';
import { baseEnvironment } from './base-environment.ts';
import { checkArgv } from './check-argv.ts';
import type { CommandInput } from './command-input.ts';
import { confinementOf, type FencingParts, limitsOf } from './fence-command.ts';
import { pinEnvFiles, pinScripts, settlePaths } from './settle-words.ts';
import { unlistedCommand } from './unlisted-command.ts';

/** The slice of the session registry that planning needs. */
export interface Sessions {
  /** @throws Refused UNKNOWN_SESSION */
  use(
    client: ClientName,
    id: SessionId,
  ): { readonly workingDir: PinnedFolder; readonly env: Readonly<Record<string, string>> };
}

export interface PlanningParts extends FencingParts {
  readonly sessions: Sessions;
  readonly content: ContentStore;
  readonly pins: FilePins;
}

/** @throws Refused BAD_INPUT, POLICY_DENIED, UNKNOWN_SESSION, EXECUTABLE_UNUSABLE, SANDBOX_MISSING */
export async function planCommand(
  parts: PlanningParts,
  request: Request,
  input: CommandInput,
  policy: CompiledPolicy,
): Promise<CommandPlan> {
  const { argv } = input;
  checkArgv(argv, policy.limits.maxArgumentBytes);
  refuseUnlisted(argv, request, policy);
  const place = await placeOf(parts, request, input);
  const terms = termsFor(argv, request, policy, place.cwd.path);
  const wallMs = wallTime(input, terms);
  const executable = await parts.pins.pinFile(terms.executable);
  const asLoaded =
    terms.programSha256 === undefined ? {} : { executableAsLoaded: executable.sha256 === terms.programSha256 };
  const chosen = chosenVariables(place.env, input, terms);
  const envFiles = await pinEnvFiles(argv, place.cwd.path, parts.pins);
  const what = {
    command: argv[0] ?? '',
    executable,
    operands: await pinScripts(terms.scriptWords ?? [], place.cwd.path, parts.pins),
    paths: await settlePaths(terms.pathWords ?? [], place.cwd.path),
    cwd: place.cwd,
    sandbox: terms.sandbox,
    ...(await runAsOf(parts, terms, { command: argv[0] ?? '', executable, cwd: place.cwd })),
  };
  return {
    kind: 'command',
    ...what,
    ...asLoaded,
    argv,
    ...(envFiles.length === 0 ? {} : { envFiles }),
    session: input.session_id ?? null,
    env: { ...baseEnvironment(what.runAs), ...chosen },
    envFromAgent: Object.keys(chosen).sort(),
    confinement: await confinementOf(parts, what, place.cwd.path, policy),
    network: terms.network,
    limits: limitsOf(parts, terms, wallMs),
    // Last, because nothing would let go of it if a step after it failed.
    stdin: await keepStdin(parts.content, input.stdin_input),
  };
}

async function runAsOf(
  { machine }: PlanningParts,
  { runAs, sandbox }: CommandTerms,
  what: Pick<CommandPlan, 'command' | 'executable' | 'cwd'>,
): Promise<Pick<CommandPlan, 'runAs'>> {
  return runAs === undefined ? {} : { runAs: await runAsFor(runAs, { ...what, sandbox }, machine.cannotRunAs) };
}

/** Before anything is looked at on the disk. */
function refuseUnlisted(argv: readonly string[], request: Request, policy: CompiledPolicy): void {
  if (policy.commandTerms(argv, request.client) === undefined) throw unlistedCommand(argv, policy);
}

function termsFor(argv: readonly string[], request: Request, policy: CompiledPolicy, cwd: string): CommandTerms {
  const terms = policy.commandTerms(argv, request.client, cwd);
  if (terms === undefined) throw unlistedCommand(argv, policy);
  return terms;
}

async function placeOf(
  { sessions }: PlanningParts,
  request: Request,
  input: CommandInput,
): Promise<{ readonly cwd: PinnedFolder; readonly env: Readonly<Record<string, string>> }> {
  if (input.session_id !== undefined) {
    const session = sessions.use(request.client.name, input.session_id);
    return { cwd: await pinFolder(session.workingDir.path), env: session.env };
  }
  if (input.wait_seconds !== undefined) {
    throw new Refused('BAD_INPUT', {
      message:
        'wait_seconds lets a command run on after the answer, so it needs a session that owns it: expected session_id.',
    });
  }
  if (input.working_dir === undefined) {
    throw new Refused('BAD_INPUT', {
      message: 'Expected session_id (from create_session) or working_dir (an absolute path); neither came.',
    });
  }
  return { cwd: await pinFolder(input.working_dir), env: {} };
}

/**
 * Of what a session wishes for all its commands, a command gets what its rule lets through. What is asked for this very command is not left
 * out in silence.
 * @throws Refused POLICY_DENIED
 */
function chosenVariables(
  session: Readonly<Record<string, string>>,
  { argv, environment }: CommandInput,
  { env }: CommandTerms,
): Readonly<Record<string, string>> {
  const barred = Object.keys(environment).find((name) => !env.includes(name));
  if (barred !== undefined) {
    throw new Refused('POLICY_DENIED', {
      message: `The policy does not let an agent set ${barred} for ${argv[0]}.`,
      hint: env.length === 0 ? 'It lets no variable be set for it.' : `It may set: ${env.join(', ')}.`,
    });
  }
  const wished = Object.entries(session).filter(([name]) => env.includes(name));
  return { ...Object.fromEntries(wished), ...environment };
}

function wallTime(input: CommandInput, terms: CommandTerms): number {
  if (input.timeout_seconds === undefined) return terms.wallMs;
  const wishedMs = Math.ceil(input.timeout_seconds * 1000);
  if (wishedMs > terms.maxWallMs) {
    throw new Refused('BAD_INPUT', {
      message: `timeout_seconds is ${input.timeout_seconds}, and the policy gives this command at most ${terms.maxWallMs / 1000}.`,
    });
  }
  return wishedMs;
}

async function keepStdin(content: ContentStore, text: string | undefined): Promise<CommandPlan['stdin']> {
  if (text === undefined || text === '') return null;
  const bytes = Buffer.from(text, 'utf8');
  return { sha256: await content.put(bytes), bytes: bytes.length };
}
