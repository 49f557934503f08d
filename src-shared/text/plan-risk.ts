/**
 * How much there is to lose, from the plan alone: it decides the order of the queue, and a plan of high risk is never answered together with
 * others. What is not recognised as harmless is medium at least. A help for the person, never a reason to allow.
 */
import type { ApprovalRisk, CommandPlan, Plan } from '../model/index.ts';
import { launcherAmong } from '../policy/launchers.ts';
import { looksMixed } from './look-alikes.ts';
import { textsOf } from './plan-words.ts';
import { baseName } from './short-forms.ts';
import { hasHidden } from './visible.ts';

export interface Risk {
  readonly risk: ApprovalRisk;
  /** Why it is high, as ends of a sentence `It …`; empty for the others. */
  readonly because: readonly string[];
}

const others: ReadonlySet<string> = new Set('sudo doas su pkexec run0 runuser setpriv chroot nsenter'.split(' '));
const destroyers: ReadonlySet<string> = new Set(
  'rm rmdir unlink shred dd wipefs mkfs fdisk parted truncate kill killall pkill shutdown reboot halt poweroff chmod chown'.split(
    ' ',
  ),
);
/** Flags whose next word, or rest, is code. */
const codeFlags: ReadonlySet<string> = new Set('-c -e -E -r --eval --exec --command -exec -execdir -ok'.split(' '));
const force =
  /^(?:--(?:force|force-with-lease|hard|delete|prune|purge|no-preserve-root|recursive)(?:=.*)?|-[a-zA-Z]*[fF][a-zA-Z]*|-D|-rf|-fr)$/u;

/** More text than this cannot be looked over at a glance. */
const MUCH_TEXT = 4096;

export function riskOf(plan: Plan): Risk {
  const because = [...textRisks(plan), ...kindRisks(plan)];
  if (because.length > 0) return { risk: 'high', because };
  return { risk: isHarmless(plan) ? 'low' : 'medium', because };
}

function textRisks(plan: Plan): readonly string[] {
  const texts = textsOf(plan);
  return [
    ...(texts.some(hasHidden) ? ['contains characters that do not show as what they are'] : []),
    ...(texts.some(looksMixed) ? ['contains letters that look like others'] : []),
  ];
}

function kindRisks(plan: Plan): readonly string[] {
  switch (plan.kind) {
    case 'command':
      return commandRisks(plan);
    case 'file.delete':
      return [`removes ${plan.entry.type === 'folder' ? 'a folder with all that is in it' : 'something'}`];
    case 'file.write':
      return plan.before !== null && plan.before.links > 1 ? ['changes a file that is also somewhere else'] : [];
    default:
      return [];
  }
}

function commandRisks(plan: CommandPlan): readonly string[] {
  const names = [plan.command, baseName(plan.executable.path)];
  const [, ...args] = plan.argv;
  const launcher = launcherAmong(names);
  const length = plan.argv.reduce((sum, token) => sum + token.length, 0);
  return [
    ...(plan.executableAsLoaded === false ? ['starts a program that was changed since the policy was loaded'] : []),
    ...(names.some((name) => others.has(name)) ? ['acts with another user’s rights'] : []),
    ...(names.some((name) => destroyers.has(name)) ? ['destroys or ends things by its nature'] : []),
    ...(launcher !== null && args.some((token) => codeFlags.has(token))
      ? ['runs code that stands in its arguments']
      : []),
    ...(launcher !== null && plan.stdin !== null ? ['can run what it is given on standard input'] : []),
    ...(args.some((token) => force.test(token)) ? ['carries a flag that overrides or deletes'] : []),
    ...(length > MUCH_TEXT ? ['has more text than fits at a glance'] : []),
  ];
}

/** Kinds that change nothing of the person's. A kind that is not named here is medium at least. */
const harmless: ReadonlySet<Plan['kind']> = new Set<Plan['kind']>([
  ...(['session.create', 'session.list', 'session.kill', 'run.list', 'run.read'] as const),
  ...(['policy.explain', 'policy.check', 'policy.capabilities', 'file.read', 'file.list', 'file.search'] as const),
  ...(['solver.check', 'target.check', 'runners', 'artifact.upload'] as const),
]);

function isHarmless(plan: Plan): boolean {
  if (plan.kind !== 'command') return harmless.has(plan.kind);
  return plan.sandbox !== 'off' && !plan.network && plan.envFromAgent.length === 0;
}
