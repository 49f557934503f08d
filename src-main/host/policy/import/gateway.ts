/**
 * An exec gateway's `policy.yaml`. What it names becomes a list of what is allowed; its list of banned programs needs no translation,
 * because what is not listed is denied, but for a program that stands in both.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import type { Draft, DraftCommand } from './draft.ts';
import { addAllowed, addCommands, addOverrides, askUnnamed, leaveOutUnknown } from './gateway-commands.ts';
import { addLimits } from './gateway-limits.ts';
import { addGatewayPaths } from './gateway-paths.ts';
import { isMapping, type Mapping, readYamlMapping, shown } from './source.ts';

const KNOWN = new Set([
  ...['commands', 'allowed_commands', 'allowed_paths', 'blocked_paths', 'banned_commands', 'confirmation_required'],
  ...['command_overrides', 'confirmation_gates', 'resource_limits', 'file_limits'],
]);

interface Named {
  readonly name: string;
  readonly because: string | undefined;
}

export async function importGateway(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  const read = readYamlMapping(text, 'a gateway’s policy.yaml');
  if (!read.ok) return read.problems;
  const nested = read.value.policy;
  const source = isMapping(nested) && Object.keys(read.value).length === 1 ? nested : read.value;
  if (![...KNOWN].some((key) => Object.hasOwn(source, key))) {
    const message = 'None of the keys of a gateway’s policy.yaml is here, such as commands or banned_commands.';
    return [{ line: 1, column: 1, message }];
  }
  for (const [key, value] of Object.entries(source)) {
    if (!KNOWN.has(key)) draft.leftOut(`${key}: ${shown(value)}`, 'there is no such key here');
  }
  const gated = await addCommands(source, draft);
  await addAllowed(source, draft);
  await addOverrides(source, draft);
  askUnnamed(source, draft);
  // Only now is it known all that would have been allowed.
  for (const { command, from } of gated) askInstead(command, { from, because: undefined }, draft);
  await addConfirmed(source, draft);
  addBanned(source, draft);
  addGates(source.confirmation_gates, draft);
  addGatewayPaths(source, draft);
  addLimits(source, draft);
  return [];
}

async function addConfirmed(source: Mapping, draft: Draft): Promise<void> {
  for (const { name, because } of namedIn(source, 'confirmation_required', draft)) {
    const from = `confirmation_required: ${name}`;
    const command = await draft.command(name, from);
    if (command === undefined) continue;
    askInstead(command, { from, because }, draft);
  }
}

/** What was allowed asks, and no more than that; where nothing was said, anything may be asked for. */
function askInstead(command: DraftCommand, gate: { from: string; because: string | undefined }, draft: Draft): void {
  const reason = gate.because === undefined ? {} : { because: gate.because };
  if (command.rules.length === 0) draft.add(command, { verdict: 'ask', args: ['...'], from: gate.from, ...reason });
  command.rules = command.rules.map((rule) =>
    rule.verdict === 'allow'
      ? {
          ...rule,
          verdict: 'ask',
          from: `${rule.from}; ${gate.from}`,
          tightened: 'it asks, as the source does',
          ...reason,
        }
      : rule,
  );
}

function addBanned(source: Mapping, draft: Draft): void {
  for (const { name, because } of namedIn(source, 'banned_commands', draft)) {
    const from = `banned_commands: ${name}`;
    const command = draft.commands.get(name);
    if (command === undefined) draft.leftOut(from, 'what is not listed is denied anyway');
    else draft.add(command, { verdict: 'deny', args: ['...'], from, ...(because === undefined ? {} : { because }) });
  }
}

/** Entries are `{name, reason}` or the name alone. */
function namedIn(source: Mapping, key: string, draft: Draft): readonly Named[] {
  const list = source[key];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    draft.leftOut(`${key}: ${shown(list)}`, 'a list was expected');
    draft.askForAll(`${key} could not be read`);
    return [];
  }
  return list.flatMap((entry: unknown): readonly Named[] => {
    if (typeof entry === 'string') return [{ name: entry, because: undefined }];
    if (isMapping(entry) && typeof entry.name === 'string') {
      leaveOutUnknown(entry, ['name', 'reason'], `${key}.${entry.name}`, draft);
      return [{ name: entry.name, because: typeof entry.reason === 'string' ? entry.reason : undefined }];
    }
    draft.leftOut(`${key}: ${shown(entry)}`, 'expected name and reason');
    draft.askForAll(`an entry of ${key} could not be read`);
    return [];
  });
}

function addGates(gates: unknown, draft: Draft): void {
  if (gates === undefined || gates === null) return;
  for (const [key, value] of isMapping(gates) ? Object.entries(gates) : [['', gates]]) {
    const from = `confirmation_gates.${String(key)}: ${shown(value)}`;
    if (value === false) draft.leftOut(from, 'it asks for nothing');
    else {
      draft.leftOut(from, 'it does not say which commands it is about, so everything asks');
      draft.askForAll(`${from} does not say which commands it is about`);
    }
  }
}
