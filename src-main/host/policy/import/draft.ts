/**
 * The policy in the making. Importers add what they read; what is stricter wins over what they meant: a program that runs other programs
 * asks, a rule that the language cannot hold is left out, a command that would only be denied is not listed. Each rule leaves a note.
 */
import type { ImportNote } from '#shared/contract/index.ts';
import { DEFAULT_SANDBOX, FilesDocument, LimitsDocument, PathsDocument, ruleSentence } from '#shared/policy/index.ts';
import { baseName } from '#shared/text/index.ts';
import { saysOff } from '../keep/sandbox-here.ts';
import { launcherAmong } from '../language/launchers.ts';
import { isOdd, type Surroundings, shown } from './source.ts';

export interface DraftRule {
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly args: readonly string[];
  readonly flags?: Readonly<Record<string, string>>;
  readonly because?: string;
  readonly examples?: { readonly match: readonly Argv[]; readonly not_match: readonly Argv[] };
  /** What stood there, as it was written. */
  readonly from: string;
  /** Why it is stricter than what stood there; absent when it says the same. */
  readonly tightened?: string;
}
export type Argv = readonly string[];

export interface DraftCommand {
  readonly name: string;
  readonly executable: string;
  maxArgs?: number;
  /** Seconds. */
  maxTimeout?: number;
  outputBytes?: number;
  limits?: Readonly<Record<string, number | 'none'>>;
  rules: DraftRule[];
}

type PathList = 'read' | 'write' | 'blocked';

export const FLAGS_ASK = 'flags are not listed one by one there, so a call with a flag asks';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,62}$/u;

export class Draft {
  readonly commands = new Map<string, DraftCommand>();
  readonly paths: Readonly<Record<PathList, Map<string, string>>> = {
    read: new Map(),
    write: new Map(),
    blocked: new Map(),
  };
  readonly limits = new Map<string, { readonly value: number | 'none'; readonly from: string }>();
  readonly files = new Map<string, { readonly value: number | readonly string[]; readonly from: string }>();
  /** Ports by host, in the order in which they were read. */
  readonly targets = new Map<string, { readonly ports: Set<number>; readonly from: string }>();
  readonly solvers = new Map<string, { readonly value: number; readonly from: string }>();
  readonly notes: ImportNote[] = [];
  /** Why nothing may be allowed without a person; `null` while something may. */
  #askAll: string | null = null;
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  leftOut(from: unknown, because: string): void {
    this.notes.push({ kind: 'left-out', from: shown(from), to: null, because });
  }

  /** A command to hang rules on. @returns `undefined`, with a note, when the name cannot be one or the program is not there */
  async command(name: string, from: string, executable?: string): Promise<DraftCommand | undefined> {
    const known = this.commands.get(name);
    if (known !== undefined) {
      if (executable === undefined || executable === known.executable) return known;
      this.leftOut(from, `${name} stands for ${known.executable} already, and one name is one program`);
      return undefined;
    }
    if (!NAME.test(name)) {
      this.leftOut(from, 'a command is named by a plain word here, without a path, spaces or signs');
      return undefined;
    }
    const path = executable ?? (await this.#surroundings.findProgram(name));
    if (path === undefined) {
      this.leftOut(from, `${name} was not found on this machine`);
      return undefined;
    }
    const made: DraftCommand = { name, executable: path, rules: [] };
    this.commands.set(name, made);
    return made;
  }

  add(command: DraftCommand, rule: DraftRule): void {
    command.rules.push(this.#checkLauncher(command, rule));
  }

  /** Whether the commands have to say that they run without a sandbox. */
  get saysOff(): boolean {
    return saysOff(this.#surroundings.sandbox);
  }

  /** Elsewhere a program runs as the person; here the fence is there unless a command says otherwise. */
  #noteFence(): void {
    if (DEFAULT_SANDBOX === 'off') return;
    const from = 'every command';
    if (this.saysOff) {
      const because = 'this machine has no sandbox, and without one they ran there too';
      this.notes.push({ kind: 'translated', from, to: 'sandbox: off', because });
      return;
    }
    const because = 'it runs in a sandbox without network here; where it needs more, say network: true or sandbox: off';
    this.notes.push({ kind: 'tightened', from, to: `sandbox: ${DEFAULT_SANDBOX}`, because });
  }

  #noteAsking(): void {
    const because = 'a person is asked before each solver and probe; nobody was asked there';
    this.notes.push({ kind: 'tightened', from: 'every solver', to: 'solvers.verdict: ask', because });
  }

  #checkLauncher(command: DraftCommand, rule: DraftRule): DraftRule {
    const launcher = launcherAmong([command.name, baseName(command.executable)]);
    if (launcher === null || rule.verdict !== 'allow' || isPinned(rule)) return rule;
    return { ...rule, verdict: 'ask', tightened: `${launcher} runs other programs or code, so it asks` };
  }

  /** A glob for one of the lists, left out with a note when it cannot stand there. */
  path(list: PathList, glob: string, from: string): boolean {
    const checked = PathsDocument.safeParse({ [list]: [glob] });
    if (!checked.success || isOdd(glob) || /\s/u.test(glob.replaceAll(' ', ''))) {
      this.leftOut(
        from,
        `${list}: ${checked.error?.issues[0]?.message ?? 'the path has characters that do not show as what they are'}`,
      );
      return false;
    }
    if (!this.paths[list].has(glob)) this.paths[list].set(glob, from);
    return true;
  }

  limit(key: keyof LimitsDocument, value: unknown, from: string, because: string): void {
    const checked = LimitsDocument.safeParse({ [key]: value });
    if (!checked.success || (typeof value !== 'number' && value !== 'none')) {
      this.leftOut(from, `${key} cannot be ${shown(value, 40)} here`);
      return;
    }
    this.limits.set(key, { value, from });
    this.notes.push({ kind: 'translated', from: shown(from), to: `limits.${key}: ${value}`, because });
  }

  /** A key of `files`. */
  file(key: string, value: unknown, from: string): void {
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
    if (!FilesDocument.safeParse({ [key]: value }).success || (typeof value !== 'number' && !isList)) {
      this.leftOut(from, `files.${key} cannot be ${shown(value, 40)} here`);
      return;
    }
    this.files.set(key, { value, from });
    const to = `files.${key}: ${shown(value)}`;
    this.notes.push({ kind: 'translated', from: shown(from), to, because: 'it says the same' });
  }

  /** A port of a host that solvers and probes may reach. It was checked. */
  target(host: string, port: number, from: string): void {
    const known = this.targets.get(host) ?? { ports: new Set<number>(), from };
    known.ports.add(port);
    this.targets.set(host, known);
    const because =
      'solvers and probes may reach it; a name counts where its addresses are public or listed themselves';
    this.notes.push({ kind: 'translated', from: shown(from), to: shown(`targets: ${host}, port ${port}`), because });
  }

  /** A key of `solvers`. It was checked. @param tightened why it is stricter than what stood there */
  solver(key: string, value: number, from: string, tightened: string | undefined): void {
    this.solvers.set(key, { value, from });
    const kind = tightened === undefined ? 'translated' : 'tightened';
    this.notes.push({
      kind,
      from: shown(from),
      to: `solvers.${key}: ${value}`,
      because: tightened ?? 'it says the same',
    });
  }

  /** A switch for what cannot be switched here. */
  alwaysSo(from: string, isOn: boolean, because: string): void {
    this.notes.push({ kind: isOn ? 'translated' : 'tightened', from: shown(from), to: 'always so', because });
  }

  /** From now on, nothing is allowed without a person. */
  askForAll(because: string): void {
    this.#askAll ??= because;
  }

  /** Strictness that depends on everything at once, and a note for every rule. Call it once, last. */
  settle(): void {
    for (const [name, command] of this.commands) {
      if (this.#askAll !== null) command.rules = command.rules.map((rule) => asking(rule, this.#askAll ?? ''));
      if (command.rules.some(({ verdict }) => verdict !== 'deny')) continue;
      for (const { from } of command.rules) this.leftOut(from, 'what is not listed is denied anyway');
      this.commands.delete(name);
    }
    if (this.targets.size + this.solvers.size > 0) this.#noteAsking();
    if (this.commands.size > 0) this.#noteFence();
    for (const { name, rules } of this.commands.values()) for (const rule of rules) this.notes.push(noteOf(name, rule));
  }
}

function asking(rule: DraftRule, because: string): DraftRule {
  return rule.verdict === 'allow' ? { ...rule, verdict: 'ask', tightened: because } : rule;
}

/** Words alone, so that nothing is left for the agent to choose; as the language itself sees it. */
function isPinned({ args, flags }: DraftRule): boolean {
  const free = args.length === 0 || args.some((text) => text === '...' || text.startsWith('<'));
  return !free && Object.keys(flags ?? {}).length === 0;
}

function noteOf(name: string, rule: DraftRule): ImportNote {
  const { verdict, args, flags = {}, from, tightened } = rule;
  const to = ruleSentence(name, { verdict, args: [...args], flags: { ...flags }, because: undefined });
  return tightened === undefined
    ? { kind: 'translated', from: shown(from), to, because: 'it says the same' }
    : { kind: 'tightened', from: shown(from), to, because: tightened };
}
