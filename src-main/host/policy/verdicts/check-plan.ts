/**
 * Whether a command's plan was built from the policy that decides it: the same program, within its limits, nothing slipped in. A plan
 * from elsewhere, or from an older version, is denied; making it again helps if it was honest.
 */
import type { CommandPlan, RunLimits, Verdict } from '#shared/model/index.ts';
import { type CommandTerms, isDangerousVariable, type LimitKey } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { CompiledCommand } from '../language/compiled-command.ts';
import type { PathScopes } from '../paths/path-scopes.ts';
import { refused } from './answer.ts';

const fences = { off: 0, workspace: 1, strict: 2 } as const;

/** What does not depend on which rule decides. @returns `null` when all is well */
export function checkVector(plan: CommandPlan, command: CompiledCommand, maxArgumentBytes: number): Verdict | null {
  if (plan.argv[0] !== plan.command) return notFromHere(`argv[0] is not “${plan.command}”`);
  if (plan.executable.named !== command.terms.executable) return notFromHere('it names another program');
  if (plan.argv.length > command.maxArgs) {
    return refused(
      `${command.name} takes at most ${command.maxArgs} entries in argv, its name included, and ${plan.argv.length} came.`,
      'Split the work into several requests.',
    );
  }
  if (plan.argv.some((token) => token.includes('\0')))
    return refused('An argument contains a NUL byte.', 'Leave it out.');
  if (bytesOver(plan.argv, maxArgumentBytes)) {
    return refused(`The arguments are longer than ${maxArgumentBytes} bytes.`, 'Pass long data on standard input.');
  }
  return null;
}

/** What the deciding rule's terms say. @returns `null` when all is well */
export function checkTerms(plan: CommandPlan, terms: CommandTerms): Verdict | null {
  if (plan.limits.wallMs > terms.maxWallMs) return notFromHere('it may run for longer than the policy lets it');
  if (plan.limits.outputBytes > terms.outputBytes) return notFromHere('it keeps more output than the policy lets it');
  const over = limitOver(plan.limits, terms);
  if (over !== null) return notFromHere(`it may use more than the policy lets it (${over})`);
  if (fences[plan.sandbox] < fences[terms.sandbox]) return notFromHere('its sandbox is weaker than the policy wants');
  if (plan.runAs?.name !== terms.runAs) return notFromHere('it runs as another user than the policy says');
  if (plan.network && !terms.network) return notFromHere('it reaches the network and the policy takes that away');
  for (const name of plan.envFromAgent) {
    if (!terms.env.includes(name) || isDangerousVariable(name) || !Object.hasOwn(plan.env, name)) {
      return notFromHere(`its variable ${quoted(name)} is not let through`);
    }
  }
  if (Object.entries(plan.env).some(([name, value]) => name.includes('=') || `${name}${value}`.includes('\0'))) {
    return refused('A variable contains a character that no environment can carry.', 'Leave it out.');
  }
  return null;
}

/** Whether what the sandbox shows and lets change lies where the policy lets it. @returns `null` when all is well */
export function checkConfinement(plan: CommandPlan, scopes: Pick<PathScopes, 'scopeOf'>): Verdict | null {
  const { confinement, sandbox } = plan;
  if (confinement === null) return null;
  if (sandbox === 'off' || (sandbox === 'strict' && confinement.writable.length > 0)) {
    return notFromHere('it says of its sandbox what that is not');
  }
  const unwritable = confinement.writable.find((path) => !scopes.scopeOf(path).write);
  const unreadable = confinement.readOnly.find((path) => !scopes.scopeOf(path).read);
  const outside = unwritable ?? unreadable;
  return outside === undefined ? null : notFromHere(`its sandbox opens ${quoted(outside)}`);
}

/** What the plan may use more of than the terms say. A usual limit may be missing, where a machine has nothing to hold it with; a demanded one may not. */
function limitOver(limits: RunLimits, terms: CommandTerms): string | null {
  const over = (key: LimitKey): boolean => {
    const [wanted, most] = [limits[key], terms[key]];
    return most !== null && (wanted === null ? terms.demandedLimits.includes(key) : wanted > most);
  };
  if (over('memoryBytes')) return 'memory';
  if (over('pids')) return 'processes';
  if (over('cpuMs')) return 'processor time';
  if (over('openFiles')) return 'open files';
  return over('fileBytes') ? 'file size' : null;
}

function notFromHere(why: string): Verdict {
  return refused(`The plan does not fit the policy in force: ${why}.`, 'Ask again: a new plan will be made.');
}

/** Counts a byte for each token's end, as the kernel does. A UTF-16 unit is 1 to 3 bytes, so most vectors need no counting. */
function bytesOver(argv: readonly string[], most: number): boolean {
  const units = argv.reduce((sum, token) => sum + token.length + 1, 0);
  if (units > most) return true;
  if (units * 3 <= most) return false;
  return argv.reduce((sum, token) => sum + Buffer.byteLength(token) + 1, 0) > most;
}
