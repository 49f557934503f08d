/** What is in force, with the text that it came from and who brought it there. */
import type { CompileResult } from '../load/compile-policy.ts';

/** Who changed the policy, and why in their own words. */
export interface Author {
  readonly by: string;
  readonly why: string | null;
}

/** A text that compiled. */
export type Compiled = Extract<CompileResult, { ok: true }>;

export interface InForce extends Compiled, Author {
  readonly text: string;
}

/** A change of the file that was not made through the app. */
export const foundInFile: Author = { by: 'file', why: null };
