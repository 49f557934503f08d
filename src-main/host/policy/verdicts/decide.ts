/** The decision: a pure function of plan, client, policy and time. Whatever it does not know, it denies. */
import { type ClientRef, isFilePlan, type Plan, type Verdict } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { LoadedPolicy } from '../load/loaded-policy.ts';
import { allowedBy, builtIn, refused } from './answer.ts';
import { decideArtifact } from './decide-artifact.ts';
import { decideCommand } from './decide-command.ts';
import { decideContainer } from './decide-container.ts';
import { decideFile } from './decide-file.ts';
import { decideHouse } from './decide-house.ts';
import { decideProcesses } from './decide-processes.ts';
import { decideSession } from './decide-session.ts';

const ownSession = allowedBy(builtIn('own-session'));
const ownRun = allowedBy(builtIn('own-run'));
/** Asking what the policy says changes nothing, and says no more than trying would. */
const question = allowedBy(builtIn('question'));

/** @param nowMs milliseconds since 1970 */
export function decide(plan: Plan, client: ClientRef, policy: CompiledPolicy, nowMs: number): Verdict {
  const parts = LoadedPolicy.inside(policy);
  if (parts === undefined || parts.version === 0) {
    return refused('No policy is in force, so everything is denied.', 'Ask the person to mend the policy file.');
  }
  if (isFilePlan(plan)) return decideFile(plan, client, parts, nowMs);
  switch (plan.kind) {
    case 'command':
      return decideCommand(plan, client, parts, nowMs);
    case 'session.create':
      return decideSession(plan, parts);
    case 'session.list':
    case 'session.kill':
      return ownSession;
    case 'run.list':
    case 'run.read':
    case 'run.cancel':
      return ownRun;
    case 'run.delete':
      return decideHouse(parts.house.deleteRun, 'deleting runs', 'deletes a run and everything it printed');
    case 'process.list':
    case 'process.kill':
    case 'system.info':
      return decideProcesses(plan, parts);
    case 'policy.explain':
    case 'policy.check':
    case 'policy.capabilities':
      return question;
    case 'solver':
    case 'probe':
      return decideContainer(plan, client, parts, nowMs);
    case 'solver.check':
    case 'target.check':
    case 'runners':
      return question;
    case 'artifact.upload':
      return decideArtifact(plan, client, parts);
    default:
      return unknownKind(plan);
  }
}

/** A kind of plan that is not listed above does not compile; one that arrives all the same is denied. */
function unknownKind(_plan: never): Verdict {
  return refused('The policy has no rules for this kind of request.', null);
}
