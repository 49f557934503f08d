/**
 * An exec gateway's `policy.yaml`. What it names becomes a list of what is allowed; its list of banned programs needs no translation,
 * because what is not listed is denied, but for a program that stands in both.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import { isAbsolutePath } from '#shared/policy/index.ts';
import { type Draft, type DraftCommand, FLAGS_ASK, isPlainWord } from './draft.ts';
import { addGatewayPaths } from './gateway-paths.ts';
import { isMapping, type Mapping, readYamlMapping, shown, textsOf } from './source.ts';

const KNOWN = new Set([
  ...['commands', 'allowed_commands', 'allowed_paths', 'blocked_paths', 'banned_commands', 'confirmation_required'],
  ...['command_overrides', 'confirmation_gates'],
]);
const needed = new Map([
  ['resource_limits', 'memory, CPU and process limits have no keys here yet; a sandbox will be needed'],
  ['file_limits', 'file tools have no keys here yet'],
]);
const MAX_ARGS = 20;

interface Named {
  readonly name: string;
  readonly because: string | undefined;
}

export async function importGateway(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  const read = readYamlMapping(text, 'a gateway’s policy.yaml');
  if (!read.ok) return read.problems;
  const nested = read.value.policy;
  const source = isMapping(nested) && Object.keys(read.value).length === 1 ? nested : read.value;
  if (![...KNOWN, ...needed.keys()].some((key) => Object.hasOwn(source, key))) {
    const message = 'None of the keys of a gateway’s policy.yaml is here, such as commands or banned_commands.';
    return [{ line: 1, column: 1, message }];
  }
  for (const [key, value] of Object.entries(source)) {
    if (!KNOWN.has(key)) draft.leftOut(`${key}: ${shown(value)}`, needed.get(key) ?? 'there is no such key here');
  }
  await addCommands(source, draft);
  for (const name of textsOf(source.allowed_commands, oddIn('allowed_commands', draft))) {
    const from = `allowed_commands: ${name}`;
    const command = await draft.command(name, from);
    if (command !== undefined) allowAll(command, from, draft);
  }
  await addOverrides(source, draft);
  await addConfirmed(source, draft);
  addBanned(source, draft);
  addGates(source.confirmation_gates, draft);
  addGatewayPaths(source, draft);
  return [];
}

const oddIn = (key: string, draft: Draft) => (entry: unknown) =>
  draft.leftOut(`${key}: ${shown(entry)}`, 'text was expected');

const allowAll = (command: DraftCommand, from: string, draft: Draft): void =>
  draft.add(command, { verdict: 'allow', args: ['...'], from, tightened: FLAGS_ASK });

async function addCommands({ commands }: Mapping, draft: Draft): Promise<void> {
  if (commands === undefined || commands === null) return;
  if (!isMapping(commands)) {
    draft.leftOut(`commands: ${shown(commands)}`, 'a mapping was expected');
    return;
  }
  for (const [name, entry] of Object.entries(commands)) {
    const from = `commands.${name}`;
    if (!isMapping(entry)) {
      draft.leftOut(`${from}: ${shown(entry)}`, 'a mapping was expected');
      continue;
    }
    const { executable } = entry;
    const isWhole = typeof executable === 'string' && isAbsolutePath(executable);
    if (executable !== undefined && !isWhole)
      draft.leftOut(
        `${from}.executable: ${shown(executable)}`,
        'expected a whole path; the program of that name is taken',
      );
    const command = await draft.command(name, from, isWhole ? executable : undefined);
    if (command === undefined) continue;
    limitArgs(command, entry.max_args, from, draft);
    addPrefixes(command, entry.allowed_prefixes, from, draft);
    const gate = entry.requires_confirmation;
    // Whatever is not plainly “no” means that somebody is to be asked.
    if (gate === true || (gate !== undefined && gate !== false && !Array.isArray(gate))) {
      const verdict = 'ask' as const;
      draft.add(command, { verdict, args: ['...'], from: `${from}.requires_confirmation: ${shown(gate)}` });
    } else if (Array.isArray(gate)) {
      for (const prefix of textsOf(gate, oddIn(`${from}.requires_confirmation`, draft))) {
        addPrefix(command, 'ask', prefix, `${from}.requires_confirmation: ${prefix}`, draft);
      }
    }
    leaveOutUnknown(entry, ['executable', 'allowed_prefixes', 'max_args', 'requires_confirmation'], from, draft);
  }
}

async function addOverrides({ command_overrides: overrides }: Mapping, draft: Draft): Promise<void> {
  if (overrides === undefined || overrides === null) return;
  if (!isMapping(overrides)) {
    draft.leftOut(`command_overrides: ${shown(overrides)}`, 'a mapping was expected');
    return;
  }
  for (const [name, entry] of Object.entries(overrides)) {
    const from = `command_overrides.${name}`;
    if (!isMapping(entry)) {
      draft.leftOut(`${from}: ${shown(entry)}`, 'a mapping was expected');
      continue;
    }
    const command = await draft.command(name, from);
    if (command === undefined) continue;
    limitArgs(command, entry.max_args, from, draft);
    const hadPrefixes = command.rules.some(({ verdict, args }) => verdict === 'allow' && args[0] !== '...');
    // An override narrows: prefixes replace what was allowed as a whole.
    if (entry.allowed_prefixes !== undefined && entry.allowed_prefixes !== null) {
      command.rules = command.rules.filter(({ verdict, args }) => verdict !== 'allow' || args[0] !== '...');
    }
    addPrefixes(command, entry.allowed_prefixes, from, draft);
    if (hadPrefixes && Array.isArray(entry.allowed_prefixes)) askWhatTwoListsSay(command);
    if (entry.resource_override !== undefined) {
      draft.leftOut(
        `${from}.resource_override: ${shown(entry.resource_override)}`,
        needed.get('resource_limits') ?? '',
      );
    }
    leaveOutUnknown(entry, ['allowed_prefixes', 'max_args', 'resource_override'], from, draft);
  }
}

/** Which of the two would have counted is not known, so neither allows anything. */
function askWhatTwoListsSay(command: DraftCommand): void {
  const tightened = 'two lists of prefixes stand there for one command, so both ask';
  command.rules = command.rules.map((rule) =>
    rule.verdict === 'allow' ? { ...rule, verdict: 'ask', tightened } : rule,
  );
}

function addPrefixes(command: DraftCommand, prefixes: unknown, from: string, draft: Draft): void {
  if (prefixes === undefined || prefixes === null) {
    if (command.rules.length === 0) allowAll(command, from, draft);
    return;
  }
  const listed = textsOf(prefixes, oddIn(`${from}.allowed_prefixes`, draft));
  const single = listed.filter((prefix) => isPlainWord(prefix) && !prefix.startsWith('-'));
  if (single.length > 0) {
    for (let at = 0; at < single.length; at += 40) {
      const words = [...new Set(single.slice(at, at + 40))];
      const where = `${from}.allowed_prefixes: ${words.join(', ')}`;
      draft.add(command, { verdict: 'allow', args: [words.join('|'), '...'], from: where, tightened: FLAGS_ASK });
    }
  }
  for (const prefix of listed.filter((entry) => !single.includes(entry))) {
    addPrefix(command, 'allow', prefix, `${from}.allowed_prefixes: ${prefix}`, draft);
  }
}

function addPrefix(command: DraftCommand, verdict: 'allow' | 'ask', prefix: string, from: string, draft: Draft): void {
  const words = prefix.split(' ').filter((word) => word !== '');
  const fits = words.length > 0 && words.every(isPlainWord);
  if (!fits && verdict === 'allow') {
    draft.leftOut(from, 'it is not plain words');
    return;
  }
  const plain = words.slice(0, fits ? words.length : 0);
  draft.add(command, {
    verdict,
    args: [...plain, '...'],
    from,
    ...(verdict === 'allow' ? { tightened: FLAGS_ASK } : {}),
  });
}

/** The smaller of two counts wins. */
function limitArgs(command: DraftCommand, value: unknown, from: string, draft: Draft): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000) {
    command.maxArgs = Math.min(command.maxArgs ?? value, value);
    const to = `max_args: ${command.maxArgs}`;
    draft.notes.push({
      kind: 'translated',
      from: shown(`${from}.max_args: ${value}`),
      to,
      because: 'it says the same',
    });
    return;
  }
  command.maxArgs = Math.min(command.maxArgs ?? MAX_ARGS, MAX_ARGS);
  draft.leftOut(`${from}.max_args: ${shown(value)}`, `expected a whole number; ${MAX_ARGS} counts`);
}

async function addConfirmed(source: Mapping, draft: Draft): Promise<void> {
  for (const { name, because } of namedIn(source, 'confirmation_required', draft)) {
    const from = `confirmation_required: ${name}`;
    const command = await draft.command(name, from);
    if (command === undefined) continue;
    draft.add(command, { verdict: 'ask', args: ['...'], from, ...(because === undefined ? {} : { because }) });
  }
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

function leaveOutUnknown(entry: Mapping, known: readonly string[], from: string, draft: Draft): void {
  for (const [key, value] of Object.entries(entry)) {
    if (!known.includes(key)) draft.leftOut(`${from}.${key}: ${shown(value)}`, 'there is no such key here');
  }
}
