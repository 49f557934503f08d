/**
 * The policy room: keeps one policy in force. A change of the file takes effect once it is whole and right; until then, and after a restart
 * too, the last good version stays. Where there is none, everything is denied. The only thing ever written to the file is the starter.
 */
import { readFile } from 'node:fs/promises';
import type { Clock, Log } from '#host/ports/index.ts';
import { writeFileAtomic } from '#host/storage/index.ts';
import { type PolicyProblem, PolicyStatus } from '#shared/contract/index.ts';
import type { ClientRef, Plan, Verdict } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { openHistory, type PolicyHistory, sha256Of } from './keep/history.ts';
import { readPolicyFile } from './keep/read-policy-file.ts';
import { realBase } from './keep/real-base.ts';
import { starterPolicy } from './keep/starter.ts';
import { watchFile } from './keep/watch-file.ts';
import { type CompileOptions, type CompileResult, compilePolicy, noPolicy } from './load/compile-policy.ts';
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
  readonly starter?: () => Promise<string>;
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
  readonly #options: OpenPolicyOptions;
  readonly #history: PolicyHistory;
  readonly #listeners = new Set<(status: PolicyStatus) => void>();
  #current: CompiledPolicy;
  #status: PolicyStatus;
  #loading: Promise<void> = Promise.resolve();
  #stopWatching: (() => Promise<void>) | undefined;
  /** Of this file, what the history holds that is newest; in force or not. */
  #newest: { readonly version: number; readonly sha256: string } | undefined;
  #starterSha256: string | undefined;

  /** Use `openPolicy`: until `start`, nothing is in force. */
  constructor(options: OpenPolicyOptions, history: PolicyHistory) {
    this.#options = options;
    this.#history = history;
    this.#current = noPolicy(this.#compileOptions(0));
    this.#status = PolicyStatus.parse({ file: options.file, state: 'none', version: 0, loaded_at: null, problems: [] });
  }

  async start(): Promise<void> {
    for await (const { entry } of this.#history.versionsOf(this.#options.file)) {
      this.#newest = entry;
      break;
    }
    if (this.#newest === undefined) await this.#writeStarter();
    await this.#load();
    if (this.#current.version === 0) await this.#recover();
    const { file, clock, log } = this.#options;
    this.#stopWatching = watchFile(file, clock, async () => {
      // What is in force stays so; the next change tries again.
      await this.reload().catch((error: unknown) =>
        log.error({ error: String(error) }, 'the policy could not be looked at'),
      );
    });
  }

  /** What is in force; a policy under which everything is denied when nothing is. */
  current(): CompiledPolicy {
    return this.#current;
  }

  decide(plan: Plan, client: ClientRef, policy: CompiledPolicy, nowMs: number): Verdict {
    return decide(plan, client, policy, nowMs);
  }

  status(): PolicyStatus {
    return this.#status;
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
    const result = this.#compile(text, 1);
    return result.ok
      ? { ok: true, problems: [], warnings: result.warnings }
      : { ok: false, problems: result.problems, warnings: [] };
  }

  /** Looks at the file now. @returns how things stand after that */
  async reload(): Promise<PolicyStatus> {
    const loading = this.#loading.then(() => this.#load());
    this.#loading = loading.catch(() => undefined);
    await loading;
    return this.#status;
  }

  async close(): Promise<void> {
    await this.#stopWatching?.();
    await this.#loading;
    this.#listeners.clear();
  }

  /** Puts the newest good version of this file in force, because the file itself cannot be. */
  async #recover(): Promise<void> {
    for await (const { entry, text } of this.#history.versionsOf(this.#options.file)) {
      const result = this.#compile(text, entry.version);
      if (!result.ok) continue;
      this.#current = result.policy;
      this.#say({ ...this.#status, state: 'last-good', version: entry.version, loaded_at: this.#now() });
      return;
    }
  }

  /** Only where this file never had a good version: a policy that was deleted does not turn into a looser one. */
  async #writeStarter(): Promise<void> {
    const { file, starter = starterPolicy, log } = this.#options;
    if ((await readPolicyFile(file)).state !== 'missing') return;
    try {
      const text = await starter();
      await writeFileAtomic(file, text);
      this.#starterSha256 = sha256Of(text);
      log.info({ file }, 'wrote a starter policy');
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `The policy ${file} does not exist and cannot be written: ${said}. Choose another with --policy.`,
        { cause },
      );
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
        return this.#keepLastGood([atFile(`${file} is gone. Put it back, or write a new one.`)]);
      case 'unusable':
        return this.#keepLastGood([atFile(found.problem)]);
      case 'ok':
        return this.#consider(found.text);
    }
  }

  async #consider(text: string): Promise<void> {
    const { log } = this.#options;
    const sha256 = sha256Of(text);
    if (this.#current.version > 0 && this.#current.sha256 === sha256) {
      // The file says again what is in force already.
      if (this.#status.state !== 'ok') this.#say({ ...this.#status, state: 'ok', problems: [] });
      return;
    }
    const known = this.#newest?.sha256 === sha256 ? this.#newest.version : undefined;
    const version = known ?? (await this.#nextVersion());
    const result = this.#compile(text, version);
    if (!result.ok) return this.#keepLastGood(result.problems);
    const problems = known === undefined ? await this.#keep(result.policy, text) : [];
    this.#current = result.policy;
    this.#newest = { version, sha256 };
    this.#say({ ...this.#status, state: 'ok', version, loaded_at: this.#now(), problems });
    for (const { line, message } of result.warnings) log.warn({ line }, message);
  }

  /** Where the history cannot even be listed, `#keep` will say so; the number still has to grow. */
  async #nextVersion(): Promise<number> {
    const listed = await this.#history.next().catch(() => 1);
    return Math.max(listed, this.#current.version + 1);
  }

  async #keep({ version, sha256 }: CompiledPolicy, text: string): Promise<readonly PolicyProblem[]> {
    const by = sha256 === this.#starterSha256 ? 'starter' : 'file';
    try {
      await this.#history.keep({ version, sha256, at: this.#now(), by, file: this.#options.file }, text);
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
    const { version } = this.#current;
    this.#say({ ...this.#status, state: version === 0 ? 'none' : 'last-good', version, problems });
  }

  #say(status: PolicyStatus): void {
    const isNew = JSON.stringify(status) !== JSON.stringify(this.#status);
    this.#status = status;
    if (!isNew) return;
    for (const listener of this.#listeners) listener(status);
  }

  #compile(text: string, version: number): CompileResult {
    return compilePolicy(text, this.#compileOptions(version));
  }

  #compileOptions(version: number): CompileOptions {
    const { file, ownFolders, home, clock } = this.#options;
    return { file, version, ownFolders, home, canonicalBase: realBase, nowMs: () => clock.nowMs() };
  }

  #now(): string {
    return new Date(this.#options.clock.nowMs()).toISOString();
  }
}

const atFile = (message: string): PolicyProblem => ({ line: 0, column: 0, message });
