/** From text to a policy that can decide, or to what is wrong with it and where. Touches no files. */
import { createHash } from 'node:crypto';
import type { PolicyProblem } from '#shared/contract/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import { type CompiledPolicy, type LimitsDocument, PolicyDocument, type PolicyLimits } from '#shared/policy/index.ts';
import { nearestWord } from '#shared/text/index.ts';
import type { CompiledCommand } from '../language/compiled-command.ts';
import type { GlobOptions } from '../paths/path-globs.ts';
import { compileScopes, type PathScopes } from '../paths/path-scopes.ts';
import { LoadedSolvers } from '../solvers/loaded-solvers.ts';
import { compileCommand } from './compile-command.ts';
import { compileFiles, fileTerms } from './compile-files.ts';
import { compileHouseRules, type WrittenPlaces } from './compile-house-rules.ts';
import { explainIssues } from './explain-issues.ts';
import { findOddities } from './find-oddities.ts';
import type { Findings } from './findings.ts';
import type { FindProgram, ListedCommand } from './gateway/list-commands.ts';
import { unfoldShorthand } from './gateway/unfold-shorthand.ts';
import { LoadedPolicy } from './loaded-policy.ts';
import { parseYaml } from './parse-yaml.ts';
import type { DocumentPath, Places } from './places.ts';
import { runExamples } from './run-examples.ts';
import { runFileExamples } from './run-file-examples.ts';
import { policyLimits } from './run-limits.ts';

const MAX_PROBLEMS = 50;

export interface CompileOptions {
  /** The policy's file: named in verdicts, and itself out of every command's reach. */
  readonly file: string;
  /** Counts loads; 0 only for the policy that is none. */
  readonly version: number;
  /** Countersign's own files and folders, existing or not: always blocked. */
  readonly ownFolders: readonly string[];
  /** Stands for `~` at the start of a glob; canonical. */
  readonly home: string;
  /** Where a folder really is; without it, no folder is a link. */
  readonly canonicalBase?: (path: string) => string;
  /** Where the program lies that a name of the gateway's shorthand stands for; without it, such names stay denied. */
  readonly findProgram?: FindProgram;
  /** Milliseconds since 1970; for the terms of rules that expire. */
  readonly nowMs?: () => number;
  readonly platform?: NodeJS.Platform;
}

export type CompileResult =
  | {
      readonly ok: true;
      readonly policy: CompiledPolicy;
      readonly warnings: readonly PolicyProblem[];
      /** What is written there, and what is odd about it by the path of what it is about. */
      readonly document: PolicyDocument;
      /** Its commands, those of the gateway's shorthand among them. */
      readonly listed: readonly ListedCommand[];
      readonly remarks: readonly Remark[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** A warning, with where in the document it belongs. */
export interface Remark {
  readonly path: DocumentPath;
  readonly message: string;
}

export function compilePolicy(text: string, options: CompileOptions): CompileResult {
  const yaml = parseYaml(text);
  if (!yaml.ok) return { ok: false, problems: yaml.problems };
  if (yaml.value === null) {
    return {
      ok: false,
      problems: [
        { line: 1, column: 1, message: 'The file is empty. A policy that denies everything says “version: 1”.' },
      ],
    };
  }
  const parsed = PolicyDocument.safeParse(yaml.value);
  if (!parsed.success) return { ok: false, problems: explainIssues(parsed.error.issues, yaml.places) };
  const findings = new Collected(yaml.places, options.file);
  const { document, listed } = unfoldShorthand(parsed.data, options.findProgram, findings);
  const scopes = scopesOf(document, options);
  const commands = compileCommands(document, listed, { scopes, globs: globOptions(options), findings });
  const files = compileFiles(document.files, globOptions(options), findings);
  runFileExamples(document.files, files, { scopes, home: options.home, findings });
  if (findings.problems.length > 0) return { ok: false, problems: inOrder(findings.problems) };
  findOddities(document, listed, commands, (options.nowMs ?? Date.now)(), findings);
  const policy = new LoadedPolicy({
    version: options.version,
    file: options.file,
    sha256: Sha256.parse(createHash('sha256').update(text).digest('hex')),
    limits: limitsOf(document.limits),
    commands,
    files,
    scopes,
    solvers: new LoadedSolvers(document, (...at) => findings.refAt(...at), options.nowMs ?? Date.now),
    house: compileHouseRules(document, findings),
    nowMs: options.nowMs ?? Date.now,
  });
  const { warnings, remarks } = findings;
  return { ok: true, policy, warnings: inOrder(warnings), document, listed, remarks };
}

/** The policy that stands in where none is in force. Nothing can be allowed under it. */
export function noPolicy(options: CompileOptions): CompiledPolicy {
  return new LoadedPolicy({
    version: 0,
    file: options.file,
    sha256: Sha256.parse('0'.repeat(64)),
    limits: limitsOf(PolicyDocument.parse({ version: 1 }).limits),
    commands: new Map(),
    files: { rules: [], terms: fileTerms(PolicyDocument.parse({ version: 1 }).files), hardLinks: 'deny' },
    house: compileHouseRules(PolicyDocument.parse({ version: 1 }), nowhere),
    scopes: scopesOf(PolicyDocument.parse({ version: 1 }), options),
    solvers: noSolvers(options),
    nowMs: options.nowMs ?? Date.now,
  });
}

/** No target is listed, so nothing is reachable. */
const noSolvers = ({ file, nowMs }: CompileOptions): LoadedSolvers =>
  new LoadedSolvers(PolicyDocument.parse({ version: 1 }), (id) => ({ id, file, line: 0 }), nowMs ?? Date.now);
const nowhere: WrittenPlaces = { isWritten: () => false, refAt: (id) => ({ id, file: null, line: 0 }) };

function compileCommands(
  document: PolicyDocument,
  listed: readonly ListedCommand[],
  {
    scopes,
    globs,
    findings,
  }: { readonly scopes: PathScopes; readonly globs: GlobOptions; readonly findings: Findings },
): ReadonlyMap<string, CompiledCommand> {
  const commands = new Map<string, CompiledCommand>();
  const limits = policyLimits(document.limits, (place, message) => findings.problem(['limits', ...place], message));
  for (const one of listed) {
    const command = compileCommand(one, { document, limits, globs, findings });
    runExamples(one, command, (path) => scopes.scopeOf(path), findings);
    commands.set(one.name, command);
  }
  for (const [client, { commands: entries }] of Object.entries(document.clients)) {
    for (const name of Object.keys(entries).filter((key) => !commands.has(key))) {
      const meant = nearestWord(name, [...commands.keys()]);
      const advice = meant === undefined ? 'list it there, or remove it here' : `did you mean “${meant}”?`;
      findings.problem(
        ['clients', client, 'commands', name],
        `“${name}” is not listed under commands: ${advice}`,
        'key',
      );
    }
  }
  return commands;
}

function scopesOf(document: PolicyDocument, options: CompileOptions): PathScopes {
  return compileScopes(document.paths, [...options.ownFolders, options.file], globOptions(options));
}

const globOptions = ({ home, canonicalBase, platform }: CompileOptions): GlobOptions => ({
  home: home.replace(/(?<=.)[/\\]+$/u, ''),
  canonicalBase: canonicalBase ?? ((path) => path),
  platform: platform ?? process.platform,
});

function limitsOf(limits: LimitsDocument): PolicyLimits {
  return {
    concurrentPerClient: limits.concurrent_per_client,
    concurrent: limits.concurrent,
    concurrentByTool: new Map(Object.entries(limits.concurrent_by_tool)),
    queueWaitMs: limits.queue_wait,
    queuedPerClient: limits.queued_per_client,
    sessionsPerClient: limits.sessions_per_client,
    sessionIdleMs: limits.session_idle,
    approvalTimeoutMs: limits.approval_timeout,
    maxArgumentBytes: limits.max_argument_bytes,
    keepRunsMs: limits.keep_runs ?? null,
  };
}

class Collected implements Findings, WrittenPlaces {
  readonly problems: PolicyProblem[] = [];
  readonly warnings: PolicyProblem[] = [];
  readonly remarks: Remark[] = [];
  readonly #places: Places;
  readonly #file: string;

  constructor(places: Places, file: string) {
    this.#places = places;
    this.#file = file;
  }

  refAt(...[id, path]: Parameters<Findings['refAt']>): ReturnType<Findings['refAt']> {
    return { id, file: this.#file, line: this.#places.at(path, 'key').line };
  }

  isWritten(path: DocumentPath): boolean {
    return this.#places.valueAt(path) !== undefined;
  }

  problem(...[path, message, part]: Parameters<Findings['problem']>): void {
    this.problems.push({ ...this.#places.at(path, part), message });
  }

  warning(...[path, message]: Parameters<Findings['warning']>): void {
    this.warnings.push({ ...this.#places.at(path, 'key'), message });
    this.remarks.push({ path, message });
  }
}

function inOrder(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_PROBLEMS);
}
