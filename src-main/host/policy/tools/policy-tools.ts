/** What a person does with the policy beside writing it: read it in words, try a draft, go back, see what happened to it. */
import { existsSync } from 'node:fs';
import type { Clock } from '#host/ports/index.ts';
import {
  type DraftReport,
  HostError,
  type PolicyProblem,
  type PolicyStatus,
  type PolicyVersion,
  type ReplayReport,
  type RuleInWords,
} from '#shared/contract/index.ts';
import type { AuditRecord, Sha256 } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { sha256Of } from '../keep/history.ts';
import type { Author, InForce } from '../keep/in-force.ts';
import { realBase } from '../keep/real-base.ts';
import type { Policies } from '../open-policy.ts';
import type { AlwaysProposals, AskedPlan } from '../propose/proposals.ts';
import { proposeAlways } from '../propose/propose-always.ts';
import { countPast } from './count-past.ts';
import { draftReport, inWords, rulesOf } from './draft-report.ts';
import { HitCounts } from './hit-counts.ts';
import type { ListedRule } from './listed-rule.ts';
import type { Past } from './past.ts';
import { replay } from './replay.ts';

export interface PolicyToolsParts {
  readonly policies: Policies;
  readonly records: Past & { onAppended(listener: (record: AuditRecord) => void): () => void; lastSeq(): number };
  readonly file: string;
  readonly clock: Clock;
}

export interface Saved {
  readonly ok: boolean;
  readonly problems: readonly PolicyProblem[];
  readonly status: PolicyStatus;
}

const noText = sha256Of('');
const NOT_SETTLED = 'The policy’s file is not in force as it is. Settle that first, in the Policy screen.';

export class PolicyTools {
  readonly #parts: PolicyToolsParts;
  readonly #counts = new HitCounts();
  readonly #closing = new AbortController();
  readonly #ties: readonly (() => void)[];
  readonly #counting: Promise<void>;
  #listed: { readonly of: InForce; readonly rules: readonly ListedRule[] } | undefined;

  constructor(parts: PolicyToolsParts) {
    const { policies, records } = parts;
    this.#parts = parts;
    this.#counts.follow(this.#rules());
    this.#ties = [
      policies.onChange(() => this.#counts.follow(this.#rules())),
      records.onAppended(({ at, body }) => {
        if (body.type === 'decided' && body.verdict.rule !== null) this.#counts.note(body.verdict.rule.id, at);
      }),
    ];
    const { version } = policies.current();
    this.#counting = countPast({
      ...{ past: records, version, untilSeq: records.lastSeq(), counts: this.#counts, signal: this.#closing.signal },
    });
    // A past that cannot be read leaves the counts at what is seen from now on; the audit log's own status says what is wrong with it.
    this.#counting.catch(() => undefined);
  }

  /** Resolves once the past has been counted. */
  async counted(): Promise<void> {
    await this.#counting.catch(() => undefined);
  }

  /** Of the policy in force. */
  rules(): readonly RuleInWords[] {
    return inWords(this.#rules(), this.#counts);
  }

  /** A rule of the policy in force, with the key that it keeps wherever it stands in the file. */
  ruleOf(id: string): Pick<ListedRule, 'verdict' | 'sentence' | 'key'> | undefined {
    return this.#rules().find((rule) => rule.id === id);
  }

  draft(text: string): DraftReport {
    return draftReport(text, this.#parts.policies.compile(text), this.#counts);
  }

  /** @throws HostError CONFLICT when the file is another by now than the one with the hash `base` */
  async save(text: string, base: Sha256 | null, author: Author): Promise<Saved> {
    const { policies } = this.#parts;
    const problems = await policies.write(text, author, (found) => {
      if (found.state === 'unusable') throw new HostError('CONFLICT', found.problem);
      const there = found.state === 'ok' ? sha256Of(found.text) : noText;
      if (found.state === 'changing' || there !== (base ?? noText)) {
        throw new HostError('CONFLICT', 'The file was changed since it was opened here. Look at what it says now.');
      }
    });
    return { ok: problems.length === 0, problems, status: policies.status() };
  }

  async versions(limit: number): Promise<readonly PolicyVersion[]> {
    const { policies, file } = this.#parts;
    const current = policies.current().version;
    const versions: PolicyVersion[] = [];
    for await (const { entry } of policies.history.versionsOf(file)) {
      const { version, sha256, at, why } = entry;
      const by = entry.by === 'file' ? 'outside the app' : entry.by;
      versions.push({ version, sha256, at, by, why, in_force: version === current });
      if (versions.length >= limit) break;
    }
    return versions;
  }

  /** @throws HostError NOT_FOUND */
  async textOf(version: number): Promise<string> {
    const kept = await this.#parts.policies.history.find(version);
    if (kept === undefined || kept.entry.file !== this.#parts.file) {
      throw new HostError('NOT_FOUND', `There is no version ${version} of the policy.`);
    }
    return kept.text;
  }

  /** @throws HostError NOT_FOUND, CONFLICT when the version does not compile any more */
  async revert(version: number, { by, why }: Author): Promise<PolicyStatus> {
    const text = await this.textOf(version);
    const because = why ?? `back to version ${version}`;
    return this.#replace(text, { by, why: because }, `Version ${version}`, () => undefined);
  }

  /** Puts the text in force back into the file. @throws HostError CONFLICT */
  async discard(sha256: Sha256, by: string): Promise<PolicyStatus> {
    const { policies } = this.#parts;
    const inForce = policies.inForce();
    if (inForce === undefined) throw new HostError('CONFLICT', 'No policy is in force that could take its place.');
    const author = { by, why: 'a change made outside the app was discarded' };
    return this.#replace(inForce.text, author, 'The policy in force', (found) => {
      if (policies.outside()?.sha256 !== sha256 || (found.state === 'ok' && sha256Of(found.text) !== sha256)) {
        throw new HostError('CONFLICT', 'The change is another by now. Look at it again.');
      }
    });
  }

  /** @throws HostError BAD_INPUT when the text has problems */
  compileDraft(text: string): CompiledPolicy {
    const result = this.#parts.policies.compile(text);
    if (result.ok) return result.policy;
    const [first] = result.problems;
    throw new HostError('BAD_INPUT', `The draft has problems. Line ${first?.line ?? 0}: ${first?.message ?? ''}`);
  }

  /** @param told how many requests are done. @throws HostError BAD_INPUT when the text has problems */
  replay(text: string, limit: number, told: (done: number) => void): Promise<ReplayReport> {
    const { policies, records, clock } = this.#parts;
    const after = this.compileDraft(text);
    return replay({ past: records, limit, before: policies.current(), after, nowMs: clock.nowMs(), told });
  }

  /**
   * What *Always* could write for a request that waits for a person. Compiles the policy up to three times, so ask when the person wants to
   * see it, not for every card; to accept one, `save` its text on top of the hash of `policy_text`.
   */
  async always(asked: AskedPlan): Promise<AlwaysProposals & { readonly policy_text: string }> {
    const { policies, records, clock } = this.#parts;
    const inForce = policies.inForce();
    const policy_text = inForce?.text ?? '';
    if (inForce === undefined || policies.status().state !== 'ok') {
      return { always: [], always_refused: NOT_SETTLED, policy_text };
    }
    const proposals = await proposeAlways(asked, {
      ...{ inForce, past: records, nowMs: clock.nowMs(), realBase, exists: existsSync },
      compile: (text) => policies.compile(text),
    });
    return { ...proposals, policy_text };
  }

  /** What a client may do, in the order of the file; what has expired is left out. */
  can(client: string | undefined): readonly { readonly command: string; readonly sentences: readonly string[] }[] {
    const now = new Date(this.#parts.clock.nowMs()).toISOString();
    const groups = new Map<string, string[]>();
    for (const rule of this.#rules()) {
      if (rule.expires !== null && rule.expires <= now) continue;
      if (rule.clients?.every((name) => name.toLowerCase() !== client?.toLowerCase()) === true) continue;
      const sentences = groups.get(rule.command) ?? [];
      groups.set(rule.command, sentences);
      sentences.push(rule.sentence);
    }
    return [...groups].map(([command, sentences]) => ({ command, sentences }));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const untie of this.#ties) untie();
    await this.counted();
  }

  async #replace(
    text: string,
    author: Author,
    name: string,
    mayWrite: Parameters<Policies['write']>[2],
  ): Promise<PolicyStatus> {
    const { policies } = this.#parts;
    const [first] = await policies.write(text, author, mayWrite);
    if (first !== undefined) {
      throw new HostError('CONFLICT', `${name} cannot be written: line ${first.line}: ${first.message}`);
    }
    return policies.status();
  }

  #rules(): readonly ListedRule[] {
    const inForce = this.#parts.policies.inForce();
    if (inForce === undefined) return [];
    if (this.#listed?.of !== inForce) this.#listed = { of: inForce, rules: rulesOf(inForce) };
    return this.#listed.rules;
  }
}
