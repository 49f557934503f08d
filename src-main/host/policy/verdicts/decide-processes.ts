/** The verdict on looking at processes and on signalling one. */
import type { ProcessKillPlan, ProcessListPlan, SystemInfoPlan, Verdict } from '#shared/model/index.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { refused } from './answer.ts';
import { decideHouse } from './decide-house.ts';

export function decideProcesses(
  plan: ProcessListPlan | ProcessKillPlan | SystemInfoPlan,
  { house }: PolicyParts,
): Verdict {
  switch (plan.kind) {
    case 'process.list':
      return plan.scope === 'machine'
        ? decideHouse(house.listMachine, 'seeing every process of the machine', 'shows what everybody runs here')
        : decideHouse(house.listOwnProcesses, 'seeing processes', 'shows what its own runs started');
    case 'process.kill': {
      const { allowed, rule } = house.signals;
      if (!allowed.has(plan.signal)) {
        const names = [...allowed].join(', ');
        return refused(
          `The policy does not allow the signal ${plan.signal}.`,
          names === '' ? 'The policy allows no signal at all.' : `Allowed: ${names}.`,
          rule,
        );
      }
      return decideHouse(house.killProcess, 'signalling processes', 'may end a process');
    }
    case 'system.info':
      return decideHouse(house.systemInfo, 'asking about this machine', 'tells what this machine is');
  }
}
