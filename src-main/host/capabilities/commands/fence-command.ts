/**
 * What a command's fence and limits come to on this machine: for the plan, and once more right before the run. What the policy wants and the machine
 * cannot give is refused.
 */
import { cannotHold, limitKeys, limitWords, type Machine } from '#host/engines/process/index.ts';
import { type CommandPlan, type Confinement, Refused } from '#shared/model/index.ts';
import { type CommandTerms, type CompiledPolicy, heldLimits } from '#shared/policy/index.ts';

export interface FencingParts {
  readonly machine: Pick<Machine, 'confine' | 'sandbox' | 'limits' | 'means' | 'cannotRunAs'>;
  /** The one in force. */
  readonly scopes: () => Pick<CompiledPolicy, 'scopeOf' | 'pathGlobs'>;
}

/** @throws Refused SANDBOX_MISSING, BAD_INPUT */
export async function confinementOf(
  { machine }: Pick<FencingParts, 'machine'>,
  plan: Pick<CommandPlan, 'command' | 'sandbox' | 'cwd' | 'executable' | 'operands' | 'paths' | 'runAs'>,
  workspace: string,
  scopes: Pick<CompiledPolicy, 'scopeOf' | 'pathGlobs'>,
): Promise<Confinement | null> {
  const { command, sandbox, cwd, executable, operands, paths } = plan;
  if (sandbox === 'off') return null;
  if (machine.confine === null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `The policy wants ${command} in the sandbox “${sandbox}”, and this machine has none: ${machine.sandbox.found}`,
    });
  }
  const named = [...(paths ?? []), ...operands].map(({ path }) => path);
  const user = plan.runAs === undefined ? undefined : { uid: plan.runAs.uid, gid: plan.runAs.gid };
  return machine.confine({ sandbox, workspace, cwd: cwd.path, executable: executable.path, named, scopes, user });
}

/** Sentences about what the sandbox would come to now and did not then; empty when it is the same. */
export async function driftOfConfinement(parts: FencingParts, plan: CommandPlan): Promise<readonly string[]> {
  const { confinement } = plan;
  if (confinement === null) return [];
  const now = await confinementOf(parts, plan, confinement.workspace, parts.scopes());
  if (now === null) return ['the sandbox is gone'];
  const lists = ['system', 'readOnly', 'writable', 'hidden', 'fixed', 'barred', 'leftOut'] as const;
  return lists.flatMap((list) => {
    const [then, since] = [new Set(confinement[list]), new Set(now[list])];
    const moved = [...then].find((path) => !since.has(path)) ?? [...since].find((path) => !then.has(path));
    return moved === undefined ? [] : [`what the sandbox does about ${moved} is different now`];
  });
}

/**
 * The limits that the plan carries: a usual one that this machine cannot hold is left out, and the plan says so.
 * @throws Refused SANDBOX_MISSING for one that the policy demands
 */
export function limitsOf(
  { machine }: Pick<FencingParts, 'machine'>,
  terms: CommandTerms,
  wallMs: number,
): CommandPlan['limits'] {
  const all = { wallMs, outputBytes: terms.outputBytes, ...heldLimits(terms) };
  const unheld = cannotHold(machine, all, terms.sandbox);
  const keys = unheld.map((limit) => limitKeys[limit]);
  const demanded = unheld.find((limit) => terms.demandedLimits.includes(limitKeys[limit]));
  if (demanded !== undefined) {
    throw new Refused('SANDBOX_MISSING', {
      message: `The policy demands ${limitWords(demanded, { limits: all })}, and this machine cannot hold that: ${machine.limits.found}`,
    });
  }
  return { ...all, ...heldLimits(terms, keys) };
}
