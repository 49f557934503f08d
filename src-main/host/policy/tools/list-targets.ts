/** The sections `targets` and `solvers` as a person reads them, in the same list as the rules. */
import { type PolicyDocument, solverSentences, targetSentence } from '#shared/policy/index.ts';
import type { DocumentPath } from '../load/places.ts';
import type { ListedRule } from './listed-rule.ts';

export interface TargetListing {
  readonly targets: PolicyDocument['targets'];
  readonly solvers: PolicyDocument['solvers'];
  readonly clients: PolicyDocument['clients'];
  readonly warningsAt: (path: DocumentPath) => readonly string[];
  readonly lineOf: (id: string, path: DocumentPath) => number;
}

/** Without a target no container reaches anything, so the rest is not worth a line. */
export function listTargets({ targets, solvers, clients, warningsAt, lineOf }: TargetListing): readonly ListedRule[] {
  if (targets.length === 0) return [];
  const reachable = targets.map((entry, at): ListedRule => {
    const [id, path] = [`targets[${at}]`, ['targets', at]];
    const sentence = targetSentence(entry);
    return {
      ...{ id, sentence, verdict: 'allow', command: 'targets', clients: null, line: lineOf(id, path) },
      because: entry.because ?? null,
      expires: entry.expires === undefined ? null : new Date(entry.expires).toISOString(),
      ...{ warnings: warningsAt(path), key: `targets ${sentence}` },
    };
  });
  const containers = solverSentences(solvers).map(({ id, verdict, sentence }): ListedRule => {
    const path = id.split('.');
    return {
      ...{ id, verdict, sentence, command: 'solvers', clients: null, line: lineOf(id, path) },
      ...{ because: solvers.because ?? null, expires: null, warnings: [], key: `solvers ${sentence}` },
    };
  });
  const caps = Object.entries(clients).flatMap(([client, { solvers: verdict }]): readonly ListedRule[] => {
    if (verdict === undefined) return [];
    const [id, path] = [`clients.${client}.solvers`, ['clients', client, 'solvers']];
    const sentence = `For ${client}: ${verdict === 'ask' ? 'ask before' : 'deny'} every solver and probe`;
    const line = lineOf(id, path);
    return [
      {
        ...{ id, verdict, sentence, line, command: 'solvers', clients: [client], because: null, expires: null },
        ...{ warnings: [], key: `${client} solvers ${sentence}` },
      },
    ];
  });
  return [...reachable, ...containers, ...caps];
}
