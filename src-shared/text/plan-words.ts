/** What window and terminal say alike of a plan. */
import { type CommandPlan, isFilePlan, type Plan } from '../model/index.ts';
import { containerTexts } from './container-words.ts';
import { fileTexts } from './file-words.ts';
import { houseTexts } from './house-words.ts';

/** Every text in the plan that the agent could have chosen. */
export function textsOf(plan: Plan): readonly string[] {
  if (isFilePlan(plan)) return fileTexts(plan);
  switch (plan.kind) {
    case 'command':
      return [...plan.argv, plan.executable.path, plan.cwd.path, ...Object.entries(plan.env).flat()];
    case 'session.create':
      return [plan.workingDir.path, ...Object.entries(plan.env).flat()];
    case 'policy.explain':
    case 'policy.check':
      return [...(plan.argv ?? []), ...(plan.cwd === null ? [] : [plan.cwd])];
    case 'session.list':
    case 'session.kill':
    case 'policy.capabilities':
      return [];
    case 'solver':
    case 'probe':
      return containerTexts(plan);
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return houseTexts(plan);
    case 'solver.check':
      return plan.would === null ? [] : containerTexts(plan.would);
    case 'target.check':
      return [plan.host];
    case 'artifact.upload':
      return [plan.filename];
    case 'runners':
      return [];
    default:
      return plan satisfies never;
  }
}

export function networkWords({ network, sandbox }: Pick<CommandPlan, 'network' | 'sandbox'>): string {
  if (!network) return 'none';
  return sandbox === 'off' ? 'not limited: can reach any address' : 'allowed: can reach any address';
}
