/**
 * A plan is exactly what would happen, resolved and frozen. Every value is JSON (64-bit numbers travel as decimal strings), so that
 * its canonical form (RFC 8785) and with it its SHA-256 digest are well defined. Absent values are `null`, never missing.
 */
import { z } from 'zod';
import { SessionId, Sha256 } from './ids.ts';

const inodeNumber = z.string().regex(/^\d+$/);

/** A file as it was when the plan was made; compared again just before the run. */
export const PinnedFile = z
  .object({
    /** The path as policy or request named it. */
    named: z.string(),
    /** Canonical path: every symlink resolved. This is what is executed or opened. */
    path: z.string(),
    device: inodeNumber,
    inode: inodeNumber,
    sha256: Sha256,
  })
  .readonly();
export type PinnedFile = z.infer<typeof PinnedFile>;

export const PinnedFolder = z.object({ path: z.string(), device: inodeNumber, inode: inodeNumber }).readonly();
export type PinnedFolder = z.infer<typeof PinnedFolder>;

/** A path that a command is given, and where it leads. */
export const NamedPath = z
  .object({
    /** As it stands in `argv` (or in the value of a flag there). */
    named: z.string(),
    /** Canonical and absolute: taken from `cwd`, every symlink followed, whether the last part exists or not. */
    path: z.string(),
  })
  .readonly();
export type NamedPath = z.infer<typeof NamedPath>;

export const RunLimits = z
  .object({
    /** Wall time in milliseconds from spawn; time spent waiting for a person never counts. */
    wallMs: z.number().int().positive(),
    /** Bytes of stdout and stderr together that are kept; the middle goes first. */
    outputBytes: z.number().int().positive(),
    /** `null` where no limit is in force. */
    memoryBytes: z.number().int().positive().nullable(),
    pids: z.number().int().positive().nullable(),
  })
  .readonly();
export type RunLimits = z.infer<typeof RunLimits>;

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
    sandbox: z.enum(['strict', 'workspace', 'off']),
    /** Whether the program can reach the network. Without a sandbox this is always true. */
    network: z.boolean(),
    limits: RunLimits,
  })
  .readonly();
export type CommandPlan = z.infer<typeof CommandPlan>;

export const SessionCreatePlan = z
  .object({
    kind: z.literal('session.create'),
    workingDir: PinnedFolder,
    /** Asked for by the agent; a command receives only the names that its rule lets through. */
    env: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();
export type SessionCreatePlan = z.infer<typeof SessionCreatePlan>;

export const SessionListPlan = z.object({ kind: z.literal('session.list') }).readonly();
export type SessionListPlan = z.infer<typeof SessionListPlan>;

export const SessionKillPlan = z
  .object({ kind: z.literal('session.kill'), session: SessionId, force: z.boolean() })
  .readonly();
export type SessionKillPlan = z.infer<typeof SessionKillPlan>;

/** A question about the policy; nothing runs. */
export const PolicyExplainPlan = z
  .object({
    kind: z.literal('policy.explain'),
    tool: z.string(),
    /** `null`: what the client may do at all. */
    argv: z.array(z.string()).readonly().nullable(),
    cwd: z.string().nullable(),
  })
  .readonly();
export type PolicyExplainPlan = z.infer<typeof PolicyExplainPlan>;

export const PolicyCheckPlan = z
  .object({
    kind: z.literal('policy.check'),
    argv: z.array(z.string()).readonly(),
    session: SessionId.nullable(),
    cwd: z.string().nullable(),
  })
  .readonly();
export type PolicyCheckPlan = z.infer<typeof PolicyCheckPlan>;

export const PolicyCapabilitiesPlan = z.object({ kind: z.literal('policy.capabilities') }).readonly();
export type PolicyCapabilitiesPlan = z.infer<typeof PolicyCapabilitiesPlan>;

export const Plan = z.discriminatedUnion('kind', [
  CommandPlan,
  SessionCreatePlan,
  SessionListPlan,
  SessionKillPlan,
  PolicyExplainPlan,
  PolicyCheckPlan,
  PolicyCapabilitiesPlan,
]);
export type Plan = z.infer<typeof Plan>;
