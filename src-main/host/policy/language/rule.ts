/** A rule as the matcher uses it: compiled once, never changed. */
import type { LostRule, RuleRef } from '#shared/model/index.ts';
import type { CommandTerms } from '#shared/policy/index.ts';
import type { GlobSet } from '../paths/path-globs.ts';
import type { CompiledHole } from './compiled-hole.ts';
import type { FlagTable } from './flag-table.ts';

export type OperandPattern =
  | { readonly kind: 'words'; readonly words: ReadonlySet<string> }
  | { readonly kind: 'hole'; readonly accepts: CompiledHole };

export interface Rule {
  readonly ref: RuleRef;
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly because: string | null;
  /** An approved exception: allows even where a rule asks. */
  readonly overAsk: boolean;
  /** One each for the operands that must be there. */
  readonly operands: readonly OperandPattern[];
  /** What may follow them: nothing, anything, or anything that fits a hole. */
  readonly rest: 'none' | 'any' | CompiledHole;
  /** How many operands at the front are words: the command's name goes on through them. */
  readonly leading: number;
  readonly globalFlags: FlagTable;
  readonly flags: FlagTable;
  /** The program takes `-x` for a flag even after `--`. */
  readonly dashesStayFlags: boolean;
  /** Flags that may stand at most once. */
  readonly once: ReadonlySet<string>;
  /** Folders in which alone it counts; `null` for all. */
  readonly folders: GlobSet | null;
  /** Clients for which alone it counts, in lower case; `null` for all. */
  readonly clients: ReadonlySet<string> | null;
  /** Milliseconds since 1970; `Infinity` for a rule that stays. */
  readonly expiresMs: number;
  readonly terms: CommandTerms;
  /** What to say of it when not even its first word is in the argument vector. */
  readonly elsewhere: LostRule;
}
