/** Looks at the programs that a policy names, once, as it loads: one that others could change is refused, and each is remembered by its content. */
import type { PolicyProblem } from '#shared/contract/index.ts';
import type { Sha256 } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { type CompileOptions, type CompileResult, compilePolicy } from './compile-policy.ts';
import { LoadedPolicy } from './loaded-policy.ts';

export type InspectProgram = (
  path: string,
) => Promise<
  | { readonly state: 'ok'; readonly sha256: Sha256 }
  | { readonly state: 'unsafe'; readonly why: string }
  | { readonly state: 'unusable' }
>;

interface Inspected {
  /** The policy, knowing its programs. */
  readonly policy: CompiledPolicy;
  readonly problems: readonly PolicyProblem[];
}

export async function inspectPrograms(policy: CompiledPolicy, inspect: InspectProgram | undefined): Promise<Inspected> {
  const parts = LoadedPolicy.inside(policy);
  if (parts === undefined || inspect === undefined) return { policy, problems: [] };
  const programs = new Map<string, Sha256>();
  const problems: PolicyProblem[] = [];
  const commands = [...parts.commands.values()];
  const found = await Promise.all(commands.map(({ terms }) => inspect(terms.executable)));
  for (const [at, program] of found.entries()) {
    const command = commands[at];
    if (command === undefined) continue;
    if (program.state === 'ok') programs.set(command.terms.executable, program.sha256);
    if (program.state === 'unsafe') {
      problems.push({ line: command.ref.line, column: 1, message: `“${command.name}”: ${program.why}` });
    }
  }
  return { policy: new LoadedPolicy({ ...parts, programs }), problems };
}

/** A text as a policy that knows its programs, or what is wrong with either. */
export async function compileAndInspect(
  text: string,
  options: CompileOptions,
  inspect: InspectProgram | undefined,
): Promise<CompileResult> {
  const result = compilePolicy(text, options);
  if (!result.ok) return result;
  const { policy, problems } = await inspectPrograms(result.policy, inspect);
  return problems.length === 0 ? { ...result, policy } : { ok: false, problems };
}
