/** What is handed to the operating system for a plan that promises nothing but to run: the plan itself, and the label. */
import type { CommandPlan } from '#shared/model/index.ts';
import { LABEL_VARIABLE } from './run-label.ts';

export interface Launch {
  readonly file: string;
  readonly argv0: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Complete. An `undefined` keeps Node from adding a variable of the host's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function launchOf(plan: CommandPlan, label: string): Launch {
  const [argv0 = '', ...args] = plan.argv;
  return {
    file: plan.executable.path,
    argv0,
    args,
    cwd: plan.cwd.path,
    // Node hands NODE_V8_COVERAGE down to every child unless the name is there; the label comes last so that no plan can replace it.
    env: { NODE_V8_COVERAGE: undefined, ...plan.env, [LABEL_VARIABLE]: label },
  };
}
