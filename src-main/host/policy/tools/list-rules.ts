/** A policy rule by rule, as a person reads it: what the editor, the command line and agents are shown. */
import type { PolicyDocument } from '#shared/policy/index.ts';
import { clientSentences, commandSentences } from '#shared/policy/index.ts';
import type { Remark } from '../load/compile-policy.ts';
import type { Cap, ListedCommand } from '../load/gateway/list-commands.ts';
import type { DocumentPath } from '../load/places.ts';
import { listFileRules } from './list-files.ts';
import { listTargets } from './list-targets.ts';
import type { ListedRule } from './listed-rule.ts';

export interface Listing {
  /** Entries that could be read. */
  readonly commands: readonly ListedCommand[];
  readonly clients: PolicyDocument['clients'];
  readonly targets: PolicyDocument['targets'];
  readonly solvers: PolicyDocument['solvers'];
  readonly files: Pick<PolicyDocument['files'], 'rules'>;
  readonly remarks: readonly Remark[];
  readonly lineOf: (id: string, path: DocumentPath) => number;
}

/** In the order of the file; what is for one client comes last. */
export function listRules(listing: Listing): readonly ListedRule[] {
  const remarks = new Map<string, string[]>();
  for (const { path, message } of listing.remarks) {
    const key = placeKey(path.slice(0, path[2] === 'rules' ? 4 : 2));
    remarks.set(key, [...(remarks.get(key) ?? []), message]);
  }
  return [
    ...listing.commands.flatMap((command) => ofCommand(command, listing, remarks)),
    ...listTargets({ ...listing, warningsAt: (path) => remarks.get(placeKey(path)) ?? [] }),
    ...listFileRules(listing.files, listing.lineOf),
    ...ofClients(listing),
  ];
}

function ofCommand(
  { name, entry, path: home, id: base, caps }: ListedCommand,
  { lineOf }: Listing,
  remarks: ReadonlyMap<string, readonly string[]>,
): readonly ListedRule[] {
  const rules = commandSentences(name, entry, base).map(({ id, verdict, sentence }, at): ListedRule => {
    const [, list, index] = /^\.(\w+)(?:\[(\d+)\])?$/u.exec(id.slice(base.length)) ?? [];
    const path = [...home, ...(list === undefined ? [] : [list]), ...(index === undefined ? [] : [Number(index)])];
    const rule = list === 'rules' ? entry.rules?.[Number(index)] : undefined;
    const { examples: _examples, ...said } = rule ?? {};
    return {
      ...{ id, verdict, sentence, command: name, clients: rule?.clients ?? null, line: lineOf(id, path) },
      because: rule?.because ?? entry.because ?? null,
      expires: rule?.expires === undefined ? null : new Date(rule.expires).toISOString(),
      // What is odd about the command as a whole is said once, at its first rule.
      warnings: [
        ...(at === 0 ? (remarks.get(placeKey(home)) ?? []) : []),
        ...(list === 'rules' ? (remarks.get(placeKey(path)) ?? []) : []),
      ],
      key: rule === undefined ? `${name} ${sentence}` : `${name} ${JSON.stringify(said)}`,
    };
  });
  return [...rules, ...caps.map((cap) => ofCap(name, cap, lineOf))];
}

/** What a key of the gateway's takes away from a command. */
function ofCap(command: string, { id, path, verdict, because }: Cap, lineOf: Listing['lineOf']): ListedRule {
  const what = verdict === 'ask' ? `Ask before anything that is allowed for ${command}` : `Deny anything of ${command}`;
  const sentence = because === null ? what : `${what}: ${because}`;
  const place = { id, command, verdict, line: lineOf(id, path) };
  return { ...place, sentence, because, clients: null, expires: null, warnings: [], key: `${command} ${sentence}` };
}

function ofClients({ clients, lineOf }: Listing): readonly ListedRule[] {
  return Object.entries(clients).flatMap(([client, entry]) =>
    clientSentences(client, entry).map(({ id, path, command, verdict, sentence, because }) => ({
      ...{ id, verdict, sentence, command, clients: [client], because, line: lineOf(id, path) },
      ...{ expires: null, warnings: [], key: `${client} ${command} ${sentence}` },
    })),
  );
}

const placeKey = (path: DocumentPath): string => JSON.stringify(path);
