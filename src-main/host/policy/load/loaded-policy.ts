/** A policy as it is in force. The rest of the house sees its face; only the decision sees what is inside. */
import type { ClientRef, Sha256 } from '#shared/model/index.ts';

import type {
  CommandTerms,
  CompiledPolicy,
  FileTerms,
  PathGlobs,
  PathScope,
  PolicyLimits,
} from '#shared/policy/index.ts';

import type { CompiledCommand } from '../language/compiled-command.ts';
import type { CompiledFiles } from '../language/file-rule.ts';
import { weigh } from '../language/weigh.ts';
import type { PathScopes } from '../paths/path-scopes.ts';
import { collectPaths } from '../paths/plan-paths.ts';
import type { LoadedSolvers } from '../solvers/loaded-solvers.ts';
import type { HouseRules } from './compile-house-rules.ts';

export interface PolicyParts {
  /** 0 when no policy is in force: then everything is denied. */
  readonly version: number;
  readonly file: string;
  readonly sha256: Sha256;
  readonly limits: PolicyLimits;
  readonly commands: ReadonlyMap<string, CompiledCommand>;
  readonly files: CompiledFiles;
  readonly scopes: PathScopes;
  readonly solvers: LoadedSolvers;
  readonly house: HouseRules;
  /** By the path that the policy names: what a program contained when the policy was loaded. Absent for one that was not looked at. */
  readonly programs?: ReadonlyMap<string, Sha256>;
  /** Milliseconds since 1970; asked when terms are, because an expired rule has none. */
  readonly nowMs: () => number;
}

export class LoadedPolicy implements CompiledPolicy {
  readonly version: number;
  readonly file: string;
  readonly sha256: Sha256;
  readonly limits: PolicyLimits;
  readonly files: FileTerms;
  readonly commandNames: readonly string[];
  readonly solvers: LoadedSolvers;
  readonly #parts: PolicyParts;

  constructor(parts: PolicyParts) {
    this.version = parts.version;
    this.file = parts.file;
    this.sha256 = parts.sha256;
    this.limits = parts.limits;
    this.files = parts.files.terms;
    this.commandNames = [...parts.commands.keys()];
    this.solvers = parts.solvers;
    this.#parts = parts;
  }

  commandTerms(argv: readonly string[], client: ClientRef, cwd?: string): CommandTerms | undefined {
    const command = this.#parts.commands.get(argv[0] ?? '');
    if (command === undefined) return undefined;
    // Denied whatever the rules say, so nobody has to read it all.
    if (argv.length > command.maxArgs) return { ...command.terms, pathWords: [] };
    const [words, scripts] = [new Set<string>(), new Set<string>()];
    const question = { argv, client, paths: collectPaths(words, scripts), nowMs: this.#parts.nowMs() };
    const { granting } = weigh(command, cwd === undefined ? question : { ...question, cwd });
    const programSha256 = this.#parts.programs?.get(command.terms.executable);
    const known = programSha256 === undefined ? {} : { programSha256 };
    const terms = { ...(granting?.terms ?? command.terms), ...known, pathWords: [...words] };
    if (command.launcher !== null) for (const word of argv.slice(1)) if (!word.startsWith('-')) scripts.add(word);
    return scripts.size === 0 ? terms : { ...terms, scriptWords: [...scripts] };
  }

  get pathGlobs(): PathGlobs {
    return this.#parts.scopes.globs;
  }

  scopeOf(path: string): PathScope {
    return this.#parts.scopes.scopeOf(path);
  }

  /** @returns `undefined` for an object that only looks like a policy: nothing can be allowed under it */
  static inside(policy: CompiledPolicy): PolicyParts | undefined {
    return #parts in policy ? policy.#parts : undefined;
  }
}
