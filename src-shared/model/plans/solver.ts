/** An agent's own program that would run in a container of its own against one target, and a look at a target from such a container. */
import { z } from 'zod';
import { RunId, Sha256 } from '../ids.ts';
import { ContainerSpec, EgressTarget } from './container.ts';

export const SolverLanguage = z.enum(['python', 'pwn', 'sage', 'forensics']);
/** A runner: an image with the tools of a trade, and the one interpreter that starts the entry point there. */
export type SolverLanguage = z.infer<typeof SolverLanguage>;

/** What the agent says it did before it asked. None of it can be checked here: wherever it is shown, it is shown as a claim. */
export const SolverClaims = z
  .object({
    sandboxFailure: z
      .object({
        reason: z.string(),
        /** As the agent wrote it; not a time that we know. */
        attemptedAt: z.string().nullable(),
        errorExcerpt: z.string().nullable(),
        commandSummary: z.string().nullable(),
      })
      .readonly(),
    localValidation: z.object({ summary: z.string() }).readonly(),
  })
  .readonly();
export type SolverClaims = z.infer<typeof SolverClaims>;

/** The one part of the evidence that can be checked: whether what would run is what the agent says it validated. */
export const ValidatedHash = z
  .object({
    /** `null`: the agent named no hash. */
    claimed: Sha256.nullable(),
    /**
     * `package`: it is the hash of all files. `entrypoint`: of the entry point alone, and the other files are not covered. `nothing`: no
     * hash was named, or it belongs to the package of the run that this one is derived from. A hash that fits nothing is refused.
     */
    covers: z.enum(['package', 'entrypoint', 'nothing']),
  })
  .readonly();
export type ValidatedHash = z.infer<typeof ValidatedHash>;

export const SolverPlan = z
  .object({
    kind: z.literal('solver'),
    language: SolverLanguage,
    /** A path of the package; what the interpreter is given. */
    entrypoint: z.string(),
    args: z.array(z.string()).readonly(),
    /** Looked up once. Reachable only if the container's `egress` says so too. */
    target: EgressTarget,
    /** SHA-256 over one line a file, `HASH  PATH`, sorted by path: what `sha256sum` prints, hashed. */
    package: z.object({ sha256: Sha256, bytes: z.number().int().nonnegative() }).readonly(),
    validated: ValidatedHash,
    claims: SolverClaims,
    /** Names in the container's environment whose value the agent chose. */
    envFromAgent: z.array(z.string()).readonly(),
    /** The earlier run whose stored package this one starts from. */
    derivedFrom: RunId.nullable(),
    container: ContainerSpec,
  })
  .readonly();
export type SolverPlan = z.infer<typeof SolverPlan>;

export const ProbePlan = z
  .object({
    kind: z.literal('probe'),
    target: EgressTarget,
    /** Whether a TLS handshake is tried once connected. */
    tls: z.boolean(),
    /** Why the agent wants to know; its claim. */
    reason: z.string(),
    /** The program in it is Countersign's own. */
    container: ContainerSpec,
  })
  .readonly();
export type ProbePlan = z.infer<typeof ProbePlan>;
