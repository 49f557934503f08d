/** Keys of the policy that are a verdict and nothing else, each with the place where it is written, or as the built-in rule that it is by default. */
import type { RuleRef, SignalName } from '#shared/model/index.ts';
import type { PolicyDocument } from '#shared/policy/index.ts';
import { builtIn } from '../verdicts/answer.ts';
import type { DocumentPath } from './places.ts';

export interface HouseRule {
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly rule: RuleRef;
}

export interface HouseRules {
  readonly deleteRun: HouseRule;
  readonly listOwnProcesses: HouseRule;
  readonly listMachine: HouseRule;
  readonly killProcess: HouseRule;
  readonly signals: { readonly allowed: ReadonlySet<SignalName>; readonly rule: RuleRef };
  readonly systemInfo: HouseRule;
}

export interface WrittenPlaces {
  /** Whether the file says something there. */
  isWritten(path: DocumentPath): boolean;
  refAt(id: string, path: DocumentPath): RuleRef;
}

export function compileHouseRules({ runs, processes }: PolicyDocument, places: WrittenPlaces): HouseRules {
  const refOf = (section: string, key: string): RuleRef =>
    places.isWritten([section, key]) ? places.refAt(`${section}.${key}`, [section, key]) : builtIn(`${section}.${key}`);
  const rule = (section: string, key: string, verdict: HouseRule['verdict']): HouseRule => ({
    verdict,
    rule: refOf(section, key),
  });
  return {
    deleteRun: rule('runs', 'delete', runs.delete),
    listOwnProcesses: rule('processes', 'list_own', processes.list_own),
    listMachine: rule('processes', 'list_machine', processes.list_machine),
    killProcess: rule('processes', 'kill', processes.kill),
    signals: { allowed: new Set(processes.signals), rule: refOf('processes', 'signals') },
    systemInfo: rule('processes', 'system_info', processes.system_info),
  };
}
