/** The policy's section on files as the decision uses it: compiled once, never changed. */
import type { ClientRef, RuleRef } from '#shared/model/index.ts';
import type { FileDeed, FileTerms } from '#shared/policy/index.ts';
import type { GlobSet } from '../paths/path-globs.ts';

export interface FileRule {
  readonly ref: RuleRef;
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly because: string | null;
  readonly deeds: ReadonlySet<FileDeed>;
  /** Paths for which alone it counts; `null` for all. */
  readonly places: GlobSet | null;
  /** In lower case; `null` for all. */
  readonly clients: ReadonlySet<string> | null;
  /** Milliseconds since 1970; `Infinity` for a rule that stays. */
  readonly expiresMs: number;
}

export interface CompiledFiles {
  readonly rules: readonly FileRule[];
  readonly terms: FileTerms;
  readonly hardLinks: 'deny' | 'ask';
}

export function countsFor(rule: FileRule, client: ClientRef, nowMs: number): boolean {
  return rule.expiresMs > nowMs && (rule.clients === null || rule.clients.has(client.name.toLowerCase()));
}
