/** A typed hole with what it accepts, and how a value is found not to fit. */
import type { Hole } from '#shared/policy/index.ts';

/**
 * Why a value does not fit a hole. `no`: it is not in the rule's language. `doubt`: it may be, but that could not be proven, so the rule
 * can ask at best. `null` means that it fits.
 */
export type Misfit = { readonly kind: 'no' | 'doubt'; readonly why: string } | null;

/** Says whether a word that a rule reads as a path lies where it may. */
export type PathJudge = (word: string, access: 'read' | 'write' | 'exec') => Misfit;

/** A hole with what it accepts. */
export interface CompiledHole {
  readonly hole: Hole;
  readonly judge: (value: string, paths: PathJudge) => Misfit;
}
