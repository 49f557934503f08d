/** A rule in words, without its hits. */
export interface ListedRule {
  readonly id: string;
  readonly line: number;
  readonly command: string;
  /** The clients that alone it is about; `null` for everybody. */
  readonly clients: readonly string[] | null;
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly sentence: string;
  readonly because: string | null;
  /** ISO 8601. */
  readonly expires: string | null;
  readonly warnings: readonly string[];
  /** What the rule says, as text: two rules with the same key are the same rule, wherever they stand. */
  readonly key: string;
}
