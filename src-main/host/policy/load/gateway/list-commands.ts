/** Every command that a policy lists, under `commands` or by the gateway's keys, each with where it stands and what is taken away from it. */
import { CommandDocument, type OverrideDocument, type PolicyDocument } from '#shared/policy/index.ts';
import { baseName } from '#shared/text/index.ts';
import type { Findings } from '../findings.ts';
import type { DocumentPath } from '../places.ts';
import { gatewayLimits } from './gateway-limits.ts';

/** @returns the absolute path of the program that a name stands for */
export type FindProgram = (name: string) => string | undefined;

/** A key of the gateway's that takes away: what the command allows asks, or is denied. */
export interface Cap {
  readonly verdict: 'ask' | 'deny';
  readonly id: string;
  readonly path: DocumentPath;
  readonly because: string | null;
}

export interface ListedCommand {
  readonly name: string;
  readonly entry: CommandDocument;
  /** Where it stands; the ids of its rules begin with `id`. */
  readonly path: DocumentPath;
  readonly id: string;
  readonly caps: readonly Cap[];
}

type Listed = Omit<ListedCommand, 'caps'>;

export function listCommands(
  document: PolicyDocument,
  findProgram: FindProgram,
  findings: Findings,
): readonly ListedCommand[] {
  const own = Object.entries(document.commands).map(
    ([name, entry]): Listed => ({ name, entry, id: `commands.${name}`, path: ['commands', name] }),
  );
  const listed = [...own, ...byShorthand(document, findProgram, findings)];
  const caps = [
    ...named(document.confirmation_required, 'confirmation_required', 'ask'),
    ...named(document.banned_commands, 'banned_commands', 'deny'),
  ];
  return listed.map((command) => ({
    ...command,
    // By the program's own name too: a ban on rm is no ban on a name of four letters.
    caps: caps.filter(({ name }) => name === command.name || name === baseName(command.entry.executable)),
  }));
}

function byShorthand(document: PolicyDocument, findProgram: FindProgram, findings: Findings): readonly Listed[] {
  const overrides = document.command_overrides ?? {};
  const listed = new Map<string, Listed>();
  const list = (name: string, path: DocumentPath, isAllowed: boolean): void => {
    if (Object.hasOwn(document.commands, name)) {
      findings.problem(path, `“${name}” is described under commands already: say it there, and remove it here.`, 'key');
      return;
    }
    const executable = findProgram(name);
    if (executable === undefined) {
      const message = `There is no ${name} in the usual folders of this machine, so it stays denied. Elsewhere it may lie: list it under commands with its executable.`;
      findings.warning(path, message);
      return;
    }
    const override = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
    // Rules from prefixes stand where the prefixes do.
    const at = override?.allowed_prefixes === undefined ? path : ['command_overrides', name];
    const entry = entryOf(executable, override, isAllowed, document.limits.max_timeout);
    listed.set(name, { name, entry, path: at, id: idOf(at) });
  };
  for (const [index, name] of (document.allowed_commands ?? []).entries()) {
    const path = ['allowed_commands', index];
    if (listed.has(name)) findings.problem(path, `“${name}” stands here a second time.`);
    else list(name, path, true);
  }
  for (const name of Object.keys(overrides)) {
    if (!listed.has(name)) list(name, ['command_overrides', name], false);
    else if (Object.hasOwn(document.commands, name)) list(name, ['command_overrides', name], false);
  }
  for (const { name, path } of named(document.confirmation_required, 'confirmation_required', 'ask')) {
    if (!listed.has(name) && !Object.hasOwn(document.commands, name)) list(name, path, false);
  }
  return [...listed.values()];
}

/** Allowed as a whole, or by prefixes; a name that only an override or a confirmation gives asks about every use. */
function entryOf(
  executable: string,
  override: OverrideDocument | undefined,
  isAllowed: boolean,
  longestMs: number,
): CommandDocument {
  const { max_args, allowed_prefixes, resource_override } = override ?? {};
  const rules = isAllowed && allowed_prefixes === undefined ? { rules: [{ verdict: 'allow', args: ['...'] }] } : {};
  const entry = CommandDocument.parse({
    executable,
    ...rules,
    ...(max_args === undefined ? {} : { max_args }),
    ...(allowed_prefixes === undefined ? {} : { allowed_prefixes }),
  });
  return resource_override === undefined ? entry : { ...entry, limits: gatewayLimits(resource_override, longestMs) };
}

type NamedCap = Cap & { readonly name: string };

function named(list: PolicyDocument['banned_commands'], key: string, verdict: Cap['verdict']): readonly NamedCap[] {
  return (list ?? []).map((entry, index) => {
    const path = [key, index];
    const [name, because] = typeof entry === 'string' ? [entry, null] : [entry.name, entry.reason ?? null];
    return { name, verdict, path, id: idOf(path), because };
  });
}

const idOf = (path: DocumentPath): string =>
  path.reduce<string>(
    (id, step) => (typeof step === 'number' ? `${id}[${step}]` : id === '' ? step : `${id}.${step}`),
    '',
  );
