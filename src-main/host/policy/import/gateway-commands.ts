/** What a gateway's `policy.yaml` allows: commands with prefixes, names alone, overrides. Where two of them disagree, the narrower counts, or both ask. */
import { isAbsolutePath } from '#shared/policy/index.ts';
import { isPlainWord } from '../language/literal-words.ts';
import { type Draft, type DraftCommand, FLAGS_ASK } from './draft.ts';
import { overrideLimits } from './gateway-limits.ts';
import { isMapping, type Mapping, shown, textsOf } from './source.ts';

const MAX_ARGS = 20;

const oddIn = (key: string, draft: Draft) => (entry: unknown) =>
  draft.leftOut(`${key}: ${shown(entry)}`, 'text was expected');

const allowAll = (command: DraftCommand, from: string, draft: Draft): void =>
  draft.add(command, { verdict: 'allow', args: ['...'], from, tightened: FLAGS_ASK });

interface Gated {
  readonly command: DraftCommand;
  readonly from: string;
}

/** @returns the commands of which everything asks */
export async function addCommands({ commands }: Mapping, draft: Draft): Promise<readonly Gated[]> {
  const gated: Gated[] = [];
  if (commands === undefined || commands === null) return gated;
  if (!isMapping(commands)) {
    draft.leftOut(`commands: ${shown(commands)}`, 'a mapping was expected');
    return gated;
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
      gated.push({ command, from: `${from}.requires_confirmation: ${shown(gate)}` });
    } else if (Array.isArray(gate)) {
      for (const prefix of textsOf(gate, oddIn(`${from}.requires_confirmation`, draft))) {
        addPrefix(command, 'ask', prefix, `${from}.requires_confirmation: ${prefix}`, draft);
      }
    }
    leaveOutUnknown(entry, ['executable', 'allowed_prefixes', 'max_args', 'requires_confirmation'], from, draft);
  }
  return gated;
}

/** Names alone. What is described elsewhere stays as narrow as it is there. */
export async function addAllowed(source: Mapping, draft: Draft): Promise<void> {
  if (source.allowed_commands === undefined || source.allowed_commands === null) return;
  const names = textsOf(source.allowed_commands, oddIn('allowed_commands', draft));
  for (const name of names) {
    const from = `allowed_commands: ${name}`;
    if (isMapping(source.commands) && Object.hasOwn(source.commands, name)) {
      draft.leftOut(from, 'it is described under commands, and no more than that is allowed');
      continue;
    }
    const command = await draft.command(name, from);
    if (command !== undefined && command.rules.length === 0) allowAll(command, from, draft);
  }
}

/** With a list of names, what is not in it may not have been allowed at all. */
export function askUnnamed({ allowed_commands: allowed }: Mapping, draft: Draft): void {
  if (allowed === undefined || allowed === null) return;
  const names = textsOf(allowed, () => undefined);
  for (const [name, command] of draft.commands) {
    if (!names.includes(name)) askWhatIsAllowed(command, 'it is not in allowed_commands');
  }
}

function askWhatIsAllowed(command: DraftCommand, tightened: string): void {
  command.rules = command.rules.map((rule) =>
    rule.verdict === 'allow' ? { ...rule, verdict: 'ask', tightened } : rule,
  );
}

export async function addOverrides(source: Mapping, draft: Draft): Promise<void> {
  const { commands, command_overrides: overrides } = source;
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
    const isDescribed = isMapping(commands) && Object.hasOwn(commands, name);
    // An override narrows: prefixes replace what was allowed as a whole.
    if (entry.allowed_prefixes !== undefined && entry.allowed_prefixes !== null) {
      command.rules = command.rules.filter(({ verdict, args }) => verdict !== 'allow' || args[0] !== '...');
    }
    // What is described has said what it allows, be it nothing.
    if (!isDescribed || entry.allowed_prefixes !== undefined)
      addPrefixes(command, entry.allowed_prefixes ?? (isDescribed ? [] : undefined), from, draft);
    if (isDescribed && Array.isArray(entry.allowed_prefixes)) {
      askWhatIsAllowed(command, 'it is described twice there, so what either says asks');
    }
    if (entry.resource_override !== undefined) {
      command.limits = overrideLimits(entry.resource_override, `${from}.resource_override`, draft);
    }
    leaveOutUnknown(entry, ['allowed_prefixes', 'max_args', 'resource_override'], from, draft);
  }
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

export function leaveOutUnknown(entry: Mapping, known: readonly string[], from: string, draft: Draft): void {
  for (const [key, value] of Object.entries(entry)) {
    if (!known.includes(key)) draft.leftOut(`${from}.${key}: ${shown(value)}`, 'there is no such key here');
  }
}
