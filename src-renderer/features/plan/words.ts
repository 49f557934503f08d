/** What a plan's terms mean, in words. Pure; one place, so that a prompt, a run and a test say the same. */
import { type CommandPlan, isFilePlan, type Plan } from '#shared/model/index.ts';
import {
  baseName,
  bytes,
  commandLine,
  counted,
  fileLine,
  fileSentence,
  fromWorkspace,
  hasHidden,
  hostAndPort,
  houseLine,
  questionWords,
  shortenHome,
  shortId,
} from '#shared/text/index.ts';

/** One line for lists: what would run, each argument recognisable as one. */
export function planLine(plan: Plan, home: string): string {
  if (isFilePlan(plan)) return fileLine(plan, (path) => fromWorkspace(path, plan.workspace) ?? shortenHome(path, home));
  switch (plan.kind) {
    case 'command':
      return commandLine(plan.argv);
    case 'session.create':
      return `new session in ${shortenHome(plan.workingDir.path, home)}`;
    case 'session.list':
      return 'list own sessions';
    case 'session.kill':
      return `end session ${shortId(plan.session)}`;
    case 'policy.explain':
    case 'policy.check':
      return `ask about ${questionWords(plan)}`;
    case 'policy.capabilities':
      return 'ask which tools and commands it has';
    case 'solver':
      return `${commandLine([plan.entrypoint, ...plan.args])} → ${hostAndPort(plan.target.host, plan.target.port)}`;
    case 'probe':
      return `probe ${hostAndPort(plan.target.host, plan.target.port)}`;
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return houseLine(plan);
    case 'solver.check':
      return 'ask whether a solver would run';
    case 'target.check':
      return `ask about the target ${hostAndPort(plan.host, plan.port)}`;
    case 'runners':
      return plan.about === 'health' ? 'ask how this host is' : 'ask which runners there are';
    case 'artifact.upload':
      return `store ${plan.filename} (${bytes(plan.bytes)})`;
    default:
      return plan satisfies never;
  }
}

/** The name of the folder that a plan is about; what people call a project by. */
export function folderName(plan: Plan): string | null {
  if (isFilePlan(plan)) return plan.workspace === null ? null : baseName(plan.workspace);
  switch (plan.kind) {
    case 'command':
      return baseName(plan.cwd.path);
    case 'session.create':
      return baseName(plan.workingDir.path);
    case 'session.list':
    case 'session.kill':
    case 'policy.explain':
    case 'policy.check':
    case 'policy.capabilities':
    case 'solver':
    case 'probe':
    case 'solver.check':
    case 'target.check':
    case 'runners':
    case 'artifact.upload':
      return null;
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return null;
    default:
      return plan satisfies never;
  }
}

/** Longer sentences are not read at a glance: then the plan below is the only place for all of it. */
const longestHeadline = 140;

/**
 * The summary with the folder at its end in short form. A command too long for one look is named by its first words and the number of
 * the rest; the plan has them all.
 */
export function headline(summary: string, plan: Plan, home: string): string {
  if (isFilePlan(plan)) return fileSentence(plan, (path) => shortenHome(path, home));
  if (plan.kind === 'command' && (summary.length > longestHeadline || plan.argv.some(hasHidden))) {
    const first = firstWords(plan.argv);
    const more = plan.argv.length - first.length;
    const rest = more === 0 ? '' : ` and ${counted(more, 'more argument', 'more arguments')}`;
    return `Run ${commandLine(first)}${rest} in ${shortenHome(plan.cwd.path, home)}`;
  }
  const folder = plan.kind === 'command' ? plan.cwd.path : plan.kind === 'session.create' ? plan.workingDir.path : '';
  return folder !== '' && summary.endsWith(` in ${folder}`)
    ? summary.slice(0, -folder.length) + shortenHome(folder, home)
    : summary;
}

/** The arguments up to the first that is long or odd: at least the program. */
function firstWords(argv: readonly string[]): readonly string[] {
  const end = argv.findIndex(
    (argument, index) => index > 0 && (index > 3 || argument.length > 40 || !/^[\x21-\x7e]+$/.test(argument)),
  );
  return end < 0 ? argv : argv.slice(0, end);
}

export function environmentWords(plan: CommandPlan): string {
  const total = Object.keys(plan.env).length;
  if (total === 0) return 'empty';
  const fromAgent = plan.envFromAgent.length;
  return `${total} set, ${fromAgent === 0 ? 'none' : fromAgent} from the agent`;
}
