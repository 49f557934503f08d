/**
 * What is handed to the operating system for a plan. Today it is the plan itself and the label; whatever wraps a program (a sandbox, limits)
 * will change what is launched here and nothing else.
 */
import { type CommandPlan, Refused } from '#shared/model/index.ts';
import { LABEL_VARIABLE } from './run-label.ts';

export interface Launch {
  readonly file: string;
  readonly argv0: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Complete. An `undefined` keeps Node from adding a variable of the host's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws Refused SANDBOX_MISSING when the plan promises what nothing here enforces */
export function launchOf(plan: CommandPlan, label: string): Launch {
  refuseEmptyPromises(plan);
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

function refuseEmptyPromises({ sandbox, network, limits }: CommandPlan): void {
  const promise =
    sandbox !== 'off'
      ? `the sandbox “${sandbox}”`
      : !network
        ? 'a run without network'
        : limits.memoryBytes !== null
          ? `a memory limit of ${limits.memoryBytes} bytes`
          : limits.pids !== null
            ? `a limit of ${limits.pids} processes`
            : null;
  if (promise !== null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `The plan calls for ${promise}, and this version cannot enforce that.`,
    });
  }
}
