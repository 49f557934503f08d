/** A local program that would be started. */
import { z } from 'zod';
import { SessionId, Sha256 } from '../ids.ts';
import { Confinement } from './confinement.ts';
import { RunLimits } from './limits.ts';
import { NamedPath, PinnedFile, PinnedFolder } from './pins.ts';
import { RunAs } from './run-as.ts';

/** One program started with one argument vector. */
export const CommandPlan = z
  .object({
    kind: z.literal('command'),
    /** The policy's name for the program, as the agent wrote it in `argv[0]`. */
    command: z.string(),
    executable: PinnedFile,
    /** The whole vector, `argv[0]` included, byte for byte what the program receives. */
    argv: z.array(z.string()).readonly(),
    /** Whether the program contains what it did when the policy was loaded; absent where that is not known. */
    executableAsLoaded: z.boolean().optional(),
    /** Scripts that an interpreter would run, pinned by content. */
    operands: z.array(PinnedFile).readonly(),
    /** Files in `argv` that set variables, `.env` and the like, pinned by content; absent where there are none. */
    envFiles: z.array(PinnedFile).readonly().optional(),
    /** The paths that a rule may read in `argv`; without them, a rule that checks a path can ask at best. */
    paths: z.array(NamedPath).readonly().optional(),
    session: SessionId.nullable(),
    cwd: PinnedFolder,
    /** The complete environment; nothing else is inherited. */
    env: z.record(z.string(), z.string()).readonly(),
    /** Names in `env` whose value the agent chose. */
    envFromAgent: z.array(z.string()).readonly(),
    /** The bytes live in the content store under this hash. */
    stdin: z.object({ sha256: Sha256, bytes: z.number().int() }).readonly().nullable(),
    /** Absent where it runs as Countersign itself does. */
    runAs: RunAs.optional(),
    sandbox: z.enum(['strict', 'workspace', 'off']),
    /** What that sandbox comes to on this machine; `null` when it is off. */
    confinement: Confinement.nullable().default(null),
    /** Whether the program can reach the network. Without a sandbox this is always true. */
    network: z.boolean(),
    limits: RunLimits,
  })
  .readonly();
export type CommandPlan = z.infer<typeof CommandPlan>;
