/**
 * How often each rule decided, and when last. Counted from the records as they are written and rebuilt from those of the past; a rule keeps
 * its count from one version of the policy to the next as long as it says the same.
 */
import type { ListedRule } from './listed-rule.ts';

export interface Hits {
  readonly hits: number;
  /** ISO 8601. */
  readonly last: string | null;
}

const none: Hits = { hits: 0, last: null };

export class HitCounts {
  /** By the rule's key. */
  #counts = new Map<string, Hits>();
  /** From the rule's id in the policy in force to its key. */
  #keys = new Map<string, string>();

  /** A policy came into force: what its rules do not say any more is forgotten. */
  follow(rules: readonly ListedRule[]): void {
    this.#keys = new Map(rules.map(({ id, key }) => [id, key]));
    const alive = new Set(this.#keys.values());
    this.#counts = new Map([...this.#counts].filter(([key]) => alive.has(key)));
  }

  /** @param id of a rule in force; any other is not counted. @param at ISO 8601 */
  note(id: string, at: string): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    const { hits, last } = this.#counts.get(key) ?? none;
    this.#counts.set(key, { hits: hits + 1, last: last === null || at > last ? at : last });
  }

  of(key: string): Hits {
    return this.#counts.get(key) ?? none;
  }
}
