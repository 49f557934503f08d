/** How far a plan reaches, derived from the plan alone: the badges under it, and whether to warn before it. Pure. */
import { isFilePlan, type Plan } from '#shared/model/index.ts';
import {
  counted,
  fileReach,
  type HousePlan,
  hasRightToLeft,
  hiddenCount,
  hostAndPort,
  looksMixed,
  textsOf,
} from '#shared/text/index.ts';

export interface Reach {
  readonly text: string;
  /** Worth stopping at. */
  readonly hot: boolean;
}

/** Code points in the plan that do not print as themselves. */
export const hiddenIn = (plan: Plan): number => textsOf(plan).reduce((sum, text) => sum + hiddenCount(text), 0);

export const lookAlikesIn = (plan: Plan): boolean => textsOf(plan).some(looksMixed);

/** The badges, those to stop at first. */
export function reachOf(plan: Plan): readonly Reach[] {
  const found = [...textReach(plan), ...(plan.kind === 'command' ? commandReach(plan) : otherReach(plan))];
  return [...found.filter(({ hot }) => hot), ...found.filter(({ hot }) => !hot)];
}

function textReach(plan: Plan): readonly Reach[] {
  const hidden = hiddenIn(plan);
  return [
    ...(hidden > 0
      ? [{ text: `contains ${counted(hidden, 'hidden character', 'hidden characters')}`, hot: true }]
      : []),
    ...(lookAlikesIn(plan) ? [{ text: 'contains look-alike letters', hot: true }] : []),
    ...(textsOf(plan).some(hasRightToLeft) ? [{ text: 'contains text from right to left', hot: false }] : []),
  ];
}

function commandReach(plan: Extract<Plan, { kind: 'command' }>): readonly Reach[] {
  const reach: Reach[] = [];
  reach.push(...sandboxReach(plan));
  if (plan.network) reach.push({ text: 'can reach the network', hot: false });
  if (plan.runAs !== undefined) reach.push({ text: `runs as the user ${plan.runAs.name}`, hot: false });
  if (plan.envFromAgent.length > 0) {
    reach.push({ text: `sets ${counted(plan.envFromAgent.length, 'variable', 'variables')}`, hot: false });
  }
  if (plan.stdin !== null) reach.push({ text: 'reads standard input', hot: false });
  if (plan.operands.length > 0) {
    reach.push({ text: `runs ${counted(plan.operands.length, 'script', 'scripts')}`, hot: false });
  }
  return reach;
}

/** What it can change is the reach that matters; a fence that lets it change nothing is worth saying too. */
function sandboxReach({ sandbox, confinement }: Extract<Plan, { kind: 'command' }>): readonly Reach[] {
  if (sandbox === 'off') return [{ text: 'no sandbox', hot: false }];
  if (confinement === null) return [];
  const { writable } = confinement;
  if (writable.length === 0) return [{ text: 'changes nothing of yours', hot: false }];
  return [
    { text: writable.length === 1 ? 'changes its folder alone' : 'changes parts of its folder alone', hot: false },
  ];
}

function otherReach(plan: Exclude<Plan, { kind: 'command' }>): readonly Reach[] {
  if (isFilePlan(plan)) return fileReach(plan);
  switch (plan.kind) {
    case 'session.create': {
      const set = Object.keys(plan.env).length;
      return set === 0 ? [] : [{ text: `asks to set ${counted(set, 'variable', 'variables')}`, hot: false }];
    }
    case 'session.kill':
      return plan.force ? [{ text: 'ends what runs in it', hot: false }] : [];
    case 'session.list':
    case 'policy.explain':
    case 'policy.check':
    case 'policy.capabilities':
    case 'solver.check':
    case 'target.check':
    case 'runners':
      return [];
    case 'artifact.upload':
      return [{ text: 'keeps a file in Countersign’s folder', hot: false }];
    case 'solver':
      return solverReach(plan);
    case 'probe':
      return egressReach(plan);
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
    case 'run.delete':
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return houseReach(plan);
    default:
      return plan satisfies never;
  }
}

function houseReach(plan: HousePlan): readonly Reach[] {
  switch (plan.kind) {
    case 'run.delete':
      return [{ text: 'cannot be undone', hot: true }];
    case 'run.cancel':
      return [{ text: 'ends what runs', hot: false }];
    case 'process.kill':
      return [{ text: 'may end a process', hot: false }];
    case 'process.list':
      return plan.scope === 'machine' ? [{ text: 'shows everybody’s processes', hot: true }] : [];
    case 'run.list':
    case 'run.read':
    case 'system.info':
      return [];
  }
}

function egressReach({ container }: Extract<Plan, { kind: 'solver' | 'probe' }>): readonly Reach[] {
  const at = container.egress.map(({ host, port }) => hostAndPort(host, port));
  return [{ text: at.length === 0 ? 'no network' : `can reach ${at.join(' and ')} alone`, hot: false }];
}

function solverReach(plan: Extract<Plan, { kind: 'solver' }>): readonly Reach[] {
  const set = plan.envFromAgent.length;
  return [
    { text: 'runs the agent’s own program', hot: false },
    ...egressReach(plan),
    { text: 'in a container of its own', hot: false },
    ...(plan.validated.covers === 'package' ? [] : [{ text: 'not proven to be what was validated', hot: false }]),
    ...(set === 0 ? [] : [{ text: `sets ${counted(set, 'variable', 'variables')}`, hot: false }]),
  ];
}
