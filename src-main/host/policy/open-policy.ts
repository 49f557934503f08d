/**
 * The policy room: keeps one policy in force. A change of the file takes effect once it is whole and right and the person confirmed it, unless
 * they wrote it in the app or turned that off; until then, and after a restart too, the last good version stays. Where there is none,
 * everything is denied.
 */
import { readFile } from 'node:fs/promises';
import type { Clock, Log } from '#host/ports/index.ts';
import { HostError, type OutsideChange, type PolicyProblem, type PolicyStatus } from '#shared/contract/index.ts';
import type { ClientRef, Plan, Sha256, Verdict } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { findProgramNow } from './keep/find-program.ts';
import { openHistory, type PolicyHistory, sha256Of } from './keep/history.ts';
import { type Author, foundInFile, type InForce } from './keep/in-force.ts';
import { type PolicyFile, readPolicyFile } from './keep/read-policy-file.ts';
import { realBase } from './keep/real-base.ts';
import { replacePolicyFile } from './keep/replace-policy-file.ts';
import { watchFile } from './keep/watch-file.ts';
import { writeStarter } from './keep/write-starter.ts';
import { type CompileOptions, type CompileResult, compilePolicy, noPolicy } from './load/compile-policy.ts';
import { compileAndInspect, type InspectProgram, inspectPrograms } from './load/inspect-programs.ts';
import { decide } from './verdicts/decide.ts';

export interface OpenPolicyOptions {
  readonly file: string;
  /** Countersign's own files and folders, existing or not: out of reach for every command. */
  readonly ownFolders: readonly string[];
  /** Stands for `~` at the start of a glob. */
  readonly home: string;
  /** An existing folder of the app's own. */
  readonly historyFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What a missing file is written with, the first time. */
  readonly starter: () => Promise<string>;
  /** Looks at a program that the policy names; without it, no program is looked at before it is asked for. */
  readonly inspectProgram?: InspectProgram;
  /** Whether a change made outside the app waits for the person; default: it does. */
  readonly confirmsOutside?: () => boolean;
}

export interface PolicyCheck {
  readonly ok: boolean;
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

/**
 * Loads the policy and watches its file.
 * @throws Error with a sentence for the person when the file is missing and cannot be written, or the history cannot be read
 */
export async function openPolicy(options: OpenPolicyOptions): Promise<Policies> {
  const history = openHistory(options.historyFolder);
  const policies = new Policies(options, history);
  await policies.start();
  return policies;
}

export class Policies {
  readonly history: PolicyHistory;
  readonly #options: OpenPolicyOptions;
  readonly #listeners = new Set<(status: PolicyStatus) => void>();
  readonly #nothing: CompiledPolicy;
  #inForce: InForce | undefined;
  #status: PolicyStatus;
  #loading: Promise<unknown> = Promise.resolve();
  #stopWatching: (() => Promise<void>) | undefined;
  /** Of this file, what the history holds that is newest; in force or not. */
  #newest: { readonly version: number; readonly sha256: string } | undefined;
  #starterSha256: string | undefined;
  #outside: OutsideChange | null = null;

  constructor(options: OpenPolicyOptions, history: PolicyHistory) {
    this.#options = options;
    this.history = history;
    this.#nothing = noPolicy(this.#compileOptions(0));
    const { file } = options;
    this.#status = { file, state: 'none', version: 0, loaded_at: null, problems: [], outside_change: false };
  }

  async start(): Promise<void> {
    for await (const { entry } of this.history.versionsOf(this.#options.file)) {
      this.#newest = entry;
      break;
    }
    const { file, clock, log, starter } = this.#options;
    if (this.#newest === undefined) this.#starterSha256 = await writeStarter(file, starter, log);
    await this.#load();
    if (this.#inForce === undefined) await this.#recover();
    // Where looking fails, what is in force stays so; the next change, or the next look, tries again.
    const failed = (error: unknown): void => log.error({ error: String(error) }, 'the policy could not be looked at');
    this.#stopWatching = watchFile(file, clock, () => this.reload().then(() => undefined, failed));
  }

  /** What is in force; a policy under which everything is denied when nothing is. */
  current(): CompiledPolicy {
    return this.#inForce?.policy ?? this.#nothing;
  }

  /** What is in force, with its text; `undefined` when nothing is. */
  inForce(): InForce | undefined {
    return this.#inForce;
  }

  decide(plan: Plan, client: ClientRef, policy: CompiledPolicy, nowMs: number): Verdict {
    return decide(plan, client, policy, nowMs);
  }

  status(): PolicyStatus {
    return this.#status;
  }

  /** The change that waits for the person, made outside the app. */
  outside(): OutsideChange | null {
    return this.#outside;
  }

  /** Calls back after each change of what is in force or of what is wrong with the file. @returns a function that stops it */
  onChange(listener: (status: PolicyStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The file as it is on disk, in force or not; empty where there is none. At most its first mebibyte. */
  async readText(): Promise<string> {
    const found = await readPolicyFile(this.#options.file);
    if (found.state === 'ok') return found.text;
    return found.state === 'changing' ? readFile(this.#options.file, 'utf8') : '';
  }

  /** What would be said of a text if it were the file. Changes nothing. */
  check(text: string): PolicyCheck {
    const result = this.compile(text);
    return { ok: result.ok, problems: result.ok ? [] : result.problems, warnings: result.ok ? result.warnings : [] };
  }

  /** A text as a policy that is not in force. */
  compile(text: string, version = 1): CompileResult {
    return compilePolicy(text, this.#compileOptions(version));
  }

  /** Looks at the file now. @returns how things stand after that */
  reload(): Promise<PolicyStatus> {
    return this.#inTurn(() => this.#load().then(() => this.#status));
  }

  /**
   * Writes a text to the file and puts it in force; one with problems is not written.
   * @param mayWrite throws when the file may not be replaced; called when nothing else can change it any more
   * @returns what is wrong with it
   */
  write(text: string, author: Author, mayWrite: (found: PolicyFile) => void): Promise<readonly PolicyProblem[]> {
    return this.#inTurn(async () => {
      const { file, inspectProgram } = this.#options;
      mayWrite(await readPolicyFile(file));
      const result = await compileAndInspect(text, this.#compileOptions(await this.#nextVersion()), inspectProgram);
      if (!result.ok) return result.problems;
      await replacePolicyFile(file, text);
      this.#outside = null;
      await this.#consider(text, author);
      return [];
    });
  }

  /** Puts the change that waits in force. @throws HostError CONFLICT when another waits by now, or it has problems */
  accept(sha256: Sha256, by: string): Promise<PolicyStatus> {
    return this.#inTurn(async () => {
      const waiting = this.#outside;
      if (waiting === null || waiting.sha256 !== sha256)
        throw new HostError('CONFLICT', 'The change is another by now. Look at it again.');
      await this.#consider(waiting.text, { by: `outside the app, accepted by ${by}`, why: null });
      if (this.current().sha256 !== sha256) {
        const [first] = this.#status.problems;
        throw new HostError('CONFLICT', `The change cannot come into force: ${first?.message ?? 'it has problems.'}`);
      }
      return this.#status;
    });
  }

  async close(): Promise<void> {
    await this.#stopWatching?.();
    await this.#loading;
    this.#listeners.clear();
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#loading.then(work);
    this.#loading = done.catch(() => undefined);
    return done;
  }

  /** Puts the newest good version of this file in force, because the file itself cannot be. */
  async #recover(): Promise<void> {
    for await (const { entry, text } of this.history.versionsOf(this.#options.file)) {
      const result = this.compile(text, entry.version);
      if (!result.ok) continue;
      this.#inForce = { ...result, text, by: entry.by, why: entry.why };
      this.#say({ ...this.#status, state: 'last-good', version: entry.version, loaded_at: this.#now() });
      return;
    }
  }

  async #load(): Promise<void> {
    const { file } = this.#options;
    const found = await readPolicyFile(file);
    switch (found.state) {
      case 'changing':
        // The watcher looks again when the file is at rest.
        return;
      case 'missing':
        this.#outside = null;
        return this.#keepLastGood([atFile(`${file} is gone. Put it back, or write a new one.`)]);
      case 'unusable':
        this.#outside = null;
        return this.#keepLastGood([atFile(found.problem)]);
      case 'ok':
        return this.#mustWait(found.text) ? this.#hold(found.text) : this.#consider(found.text, foundInFile);
    }
  }

  /** What the app wrote, or the person confirmed, is what the history has newest; anything else came from outside. */
  #mustWait(text: string): boolean {
    // The first policy of a file was put there by whoever set this up: there is nothing that it could differ from.
    if (this.#options.confirmsOutside?.() === false || this.#newest === undefined) return false;
    const sha256 = sha256Of(text);
    return this.#newest.sha256 !== sha256 && this.current().sha256 !== sha256;
  }

  #hold(text: string): void {
    const sha256 = sha256Of(text);
    if (this.#outside?.sha256 !== sha256) this.#outside = { sha256, seen_at: this.#now(), text };
    const { ok, problems } = this.check(text);
    this.#keepLastGood(ok ? [atFile(CHANGED_OUTSIDE)] : problems);
  }

  async #consider(text: string, author: Author): Promise<void> {
    const { file, log, inspectProgram } = this.#options;
    const sha256 = sha256Of(text);
    if (this.#inForce !== undefined && this.#inForce.policy.sha256 === sha256) {
      // The file says again what is in force already, and the programs count as they are now.
      const { policy } = await inspectPrograms(this.#inForce.policy, inspectProgram);
      this.#inForce = { ...this.#inForce, policy, ...(author === foundInFile ? {} : author) };
      this.#outside = null;
      if (this.#status.state !== 'ok') this.#say({ ...this.#status, state: 'ok', problems: [], outside_change: false });
      return;
    }
    const known = this.#newest?.sha256 === sha256 ? this.#newest.version : undefined;
    const version = known ?? (await this.#nextVersion());
    const result = await compileAndInspect(text, this.#compileOptions(version), inspectProgram);
    if (!result.ok) return this.#keepLastGood(result.problems);
    const by = sha256 === this.#starterSha256 ? 'starter' : author.by;
    const problems = known === undefined ? await this.#keep(result.policy, text, { ...author, by }) : [];
    this.#outside = null;
    this.#inForce = { ...result, ...author, by, text };
    this.#newest = { version, sha256 };
    this.#say({ file, state: 'ok', version, loaded_at: this.#now(), problems, outside_change: false });
    for (const { line, message } of result.warnings) log.warn({ line }, message);
  }

  /** Where the history cannot even be listed, `#keep` will say so; the number still has to grow. */
  async #nextVersion(): Promise<number> {
    const listed = await this.history.next().catch(() => 1);
    return Math.max(listed, this.current().version + 1);
  }

  async #keep({ version, sha256 }: CompiledPolicy, text: string, author: Author): Promise<readonly PolicyProblem[]> {
    try {
      await this.history.keep({ version, sha256, at: this.#now(), ...author, file: this.#options.file }, text);
      return [];
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      this.#options.log.error({ error: said }, 'the policy could not be kept in its history');
      return [
        atFile(`This version could not be kept in the history (${said}), so it would not survive a broken file.`),
      ];
    }
  }

  #keepLastGood(problems: readonly PolicyProblem[]): void {
    const { version } = this.current();
    const outside = { outside_change: this.#outside !== null };
    this.#say({ ...this.#status, state: version === 0 ? 'none' : 'last-good', version, problems, ...outside });
  }

  #say(status: PolicyStatus): void {
    const isNew = JSON.stringify(status) !== JSON.stringify(this.#status);
    this.#status = status;
    if (!isNew) return;
    for (const listener of this.#listeners) listener(status);
  }

  #compileOptions(version: number): CompileOptions {
    const { file, ownFolders, home, clock } = this.#options;
    const machine = { canonicalBase: realBase, findProgram: findProgramNow };
    return { file, version, ownFolders, home, ...machine, nowMs: () => clock.nowMs() };
  }

  #now(): string {
    return new Date(this.#options.clock.nowMs()).toISOString();
  }
}

const CHANGED_OUTSIDE = 'The file was changed outside the app. Look at the change, and accept or discard it.';
const atFile = (message: string): PolicyProblem => ({ line: 0, column: 0, message });
