/** What a policy may say, and probably did not mean. Warnings never keep it out of force. */
import type { CommandDocument, PolicyDocument } from '#shared/policy/index.ts';
import type { CompiledCommand } from '../language/compiled-command.ts';
import { pinsEverything } from '../language/launchers.ts';
import { isBare } from './compile-command.ts';
import { findShadows } from './find-shadows.ts';
import type { Findings } from './findings.ts';
import type { ListedCommand } from './gateway/list-commands.ts';
import type { DocumentPath } from './places.ts';
import { findTargetOddities } from './target-oddities.ts';

export function findOddities(
  document: PolicyDocument,
  listed: readonly ListedCommand[],
  commands: ReadonlyMap<string, CompiledCommand>,
  nowMs: number,
  findings: Findings,
): void {
  findTargetOddities(document, findings);
  const { read, write } = document.paths;
  if (commands.size > 0 && read.length === 0 && write.length === 0) {
    findings.warning(['paths'], 'No folder is listed under paths, so no command can be started anywhere.');
  }
  for (const { name, entry, path, id } of listed) {
    const command = commands.get(name);
    if (command === undefined) continue;
    if (isBare(entry) && command.caps.length === 0) {
      findings.warning(path, `${name} is listed with neither rules nor allowed_prefixes, so every use of it asks.`);
    }
    if (command.rules.every((rule) => rule.verdict === 'deny')) {
      findings.warning(path, `${name} is listed without a rule that allows anything or asks, so all of it is denied.`);
    }
    warnOfLauncher(path, command, findings);
    for (const [rule, why] of findShadows(command, nowMs)) {
      findings.warning(pathOf({ path, id }, rule.ref.id), why);
    }
    warnOfSpaces(path, entry, findings);
  }
}

/** Where a rule of a command stands, from its id: `commands.git.rules[1]`. */
function pathOf({ path, id }: Pick<ListedCommand, 'path' | 'id'>, ruleId: string): DocumentPath {
  const [, list, index] = /^\.(\w+)\[(\d+)\]$/u.exec(ruleId.slice(id.length)) ?? [];
  return list === undefined ? path : [...path, list, Number(index)];
}

function warnOfLauncher(path: DocumentPath, command: CompiledCommand, findings: Findings): void {
  const loose = command.rules.filter((rule) => rule.verdict === 'allow' && !pinsEverything(rule));
  if (command.launcher === null || loose.length === 0 || command.caps.length > 0) return;
  const ids = loose.slice(0, 5).map(({ ref }) => ref.id.slice(command.ref.id.length + 1));
  const more = loose.length > ids.length ? ' and more' : '';
  findings.warning(
    path,
    `${command.launcher} runs other programs or code, so ${ids.join(', ')}${more} can ask at best. To allow something, spell out every argument in a rule.`,
  );
}

/** `["run lint"]` is one argument with a space in it, which few programs take. */
function warnOfSpaces(path: DocumentPath, entry: CommandDocument, findings: Findings): void {
  for (const [index, { args }] of (entry.rules ?? []).entries()) {
    for (const [at, text] of args.entries()) {
      if (text.startsWith('<') || !text.includes(' ')) continue;
      const apart = text.split(' ').map((word) => `"${word}"`);
      findings.warning(
        [...path, 'rules', index, 'args', at],
        `"${text}" is one argument with a space in it. If ${apart.length} arguments are meant, write ${apart.join(', ')}.`,
      );
    }
  }
}
