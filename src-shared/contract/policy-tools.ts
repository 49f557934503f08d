/** What the tools around the policy exchange: rules in words, drafts, versions, replays, imports, starter packs. */
import { z } from 'zod';
import { RequestId, Sha256 } from '../model/ids.ts';
import { PolicyProblem } from './status.ts';

/** One rule as a person reads it. */
export const RuleInWords = z
  .object({
    id: z.string(),
    /** 1-based line in the text that it came from. */
    line: z.number().int().nonnegative(),
    command: z.string(),
    verdict: z.enum(['allow', 'ask', 'deny']),
    /** `Allow git status, log or diff with any arguments`. */
    sentence: z.string(),
    because: z.string().nullable(),
    /** ISO date after which the rule no longer counts. */
    expires: z.string().nullable(),
    /** Requests that this rule decided, over the recorded past; 0 for a rule of a draft that is new. */
    hits: z.number().int().nonnegative(),
    last_hit_at: z.string().nullable(),
    /** What is odd about it: shadowed by another rule, never matching, an interpreter without a pinned operand. */
    warnings: z.array(z.string()).readonly(),
  })
  .readonly();
export type RuleInWords = z.infer<typeof RuleInWords>;

/** A text under scrutiny. With problems it could not come into force, and `rules` is what could still be read of it. */
export const DraftReport = z
  .object({
    ok: z.boolean(),
    sha256: Sha256,
    problems: z.array(PolicyProblem).readonly(),
    warnings: z.array(PolicyProblem).readonly(),
    rules: z.array(RuleInWords).readonly(),
  })
  .readonly();
export type DraftReport = z.infer<typeof DraftReport>;

export const PolicyVersion = z
  .object({
    version: z.number().int().positive(),
    sha256: Sha256,
    /** ISO 8601. */
    at: z.string(),
    /** `anna via browser`, `outside the app`, `starter`. */
    by: z.string(),
    /** Why, in the words of who made it; `null` when nothing was said. */
    why: z.string().nullable(),
    in_force: z.boolean(),
  })
  .readonly();
export type PolicyVersion = z.infer<typeof PolicyVersion>;

/** A change that was made to the file outside the app and waits for the person. */
export const OutsideChange = z.object({ sha256: Sha256, seen_at: z.string(), text: z.string() }).readonly();
export type OutsideChange = z.infer<typeof OutsideChange>;

export const ChangedVerdict = z
  .object({
    request: RequestId,
    at: z.string(),
    client: z.string(),
    tool: z.string(),
    /** What was asked, in one line. */
    summary: z.string(),
    before: z.enum(['allow', 'ask', 'deny']),
    after: z.enum(['allow', 'ask', 'deny']),
    /** The rule that decides under the draft; `null` for the default. */
    rule: z.string().nullable(),
  })
  .readonly();
export type ChangedVerdict = z.infer<typeof ChangedVerdict>;

export const ReplayReport = z
  .object({
    /** Requests looked at, newest first. */
    replayed: z.number().int().nonnegative(),
    /** Requests whose plan is no longer on record in a form that can be decided again. */
    skipped: z.number().int().nonnegative(),
    changed: z.array(ChangedVerdict).readonly(),
  })
  .readonly();
export type ReplayReport = z.infer<typeof ReplayReport>;

export const ImportFormat = z.enum([
  'gateway',
  'exec-commands',
  'fallback-env',
  'security-server',
  'claude-code',
  'codex',
]);
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ImportNote = z
  .object({
    kind: z.enum(['translated', 'tightened', 'left-out']),
    /** What stood there, as it was written. */
    from: z.string(),
    /** What it became; `null` for what was left out. */
    to: z.string().nullable(),
    because: z.string(),
  })
  .readonly();
export type ImportNote = z.infer<typeof ImportNote>;

/** A policy made from somebody else's file. Nothing is changed by it: the person accepts the text or not. */
export const ImportReport = z
  .object({ text: z.string(), notes: z.array(ImportNote).readonly(), problems: z.array(PolicyProblem).readonly() })
  .readonly();
export type ImportReport = z.infer<typeof ImportReport>;

export const StarterPack = z
  .object({
    id: z.string(),
    title: z.string(),
    /** What it lets agents do, in one sentence. */
    sentence: z.string(),
    /** The `commands:` entries and paths that it adds, as a policy of its own that compiles. */
    text: z.string(),
    /** Programs that it names and this machine does not have. */
    missing: z.array(z.string()).readonly(),
  })
  .readonly();
export type StarterPack = z.infer<typeof StarterPack>;
