/** The policy, its history, and the tools around it. */
import { z } from 'zod';
import { ClientName } from '../../model/client.ts';
import { Sha256 } from '../../model/ids.ts';
import { Verdict } from '../../model/verdict.ts';
import { command, event, query } from '../operation.ts';
import {
  DraftReport,
  ImportFormat,
  ImportReport,
  OutsideChange,
  PolicyVersion,
  ReplayReport,
  RuleInWords,
  StarterPack,
} from '../policy-tools.ts';
import { PolicyProblem, PolicyStatus } from '../status.ts';
import { nothing, page, policyText, version, why } from './fields.ts';

export const policy = {
  status: query(nothing, PolicyStatus),
  /** The file as it is on disk, whether it is in force or not. */
  read: query(nothing, z.object({ text: z.string(), status: PolicyStatus }).readonly()),
  check: query(
    z.strictObject({ text: z.string().max(10_000_000) }),
    z
      .object({
        ok: z.boolean(),
        problems: z.array(PolicyProblem).readonly(),
        warnings: z.array(PolicyProblem).readonly(),
      })
      .readonly(),
  ),
  /** What would happen to a request, without making it. */
  why: query(
    z.strictObject({
      client: ClientName.optional(),
      tool: z.string().default('execute_command'),
      argv: z.array(z.string()).max(10_000),
      cwd: z.string().optional(),
      /** Under this text instead of the policy in force. */
      draft: policyText.optional(),
    }),
    Verdict,
  ),
  /** The policy in force, rule by rule. */
  rules: query(nothing, z.array(RuleInWords).readonly()),
  draft: query(z.strictObject({ text: policyText }), DraftReport),
  /**
   * Writes the file and puts it in force. A text that does not compile, or fails its own examples, is not written: `ok` is false then.
   * CONFLICT when the file on disk is another by now than the one that the editor started from.
   */
  save: command(
    z.strictObject({
      text: policyText,
      /** SHA-256 of the text that the editor started from; `null` where there was no file. */
      base: Sha256.nullable(),
      why,
    }),
    z.object({ ok: z.boolean(), problems: z.array(PolicyProblem).readonly(), status: PolicyStatus }).readonly(),
  ),
  /** Newest first. */
  history: query(z.strictObject({ limit: page }), z.array(PolicyVersion).readonly()),
  version: query(
    z.strictObject({ version }),
    z.object({ version: z.number().int().positive(), text: z.string() }).readonly(),
  ),
  /** Writes the text of an earlier version as a new one. CONFLICT when it no longer compiles. */
  revert: command(z.strictObject({ version, why }), PolicyStatus),
  /** A change made outside the app that waits for the person. */
  outside: query(nothing, OutsideChange.nullable()),
  accept: command(z.strictObject({ sha256: Sha256 }), PolicyStatus),
  /** Puts the text in force back into the file. */
  discard: command(z.strictObject({ sha256: Sha256 }), PolicyStatus),
  settings: query(nothing, z.object({ confirm_outside: z.boolean() }).readonly()),
  /** Whether a change made outside the app takes effect only when the person confirms it. */
  confirmOutside: command(z.strictObject({ on: z.boolean() }), z.object({ on: z.boolean() }).readonly()),
  /** The last requests on record, decided again under the policy in force and under a draft. */
  replay: query(
    z.strictObject({
      text: policyText,
      limit: z.number().int().min(1).max(10_000).default(1000),
      /** Comes back with `policy.replayed`, so that one replay can be told from another. */
      id: z.string().max(64).optional(),
    }),
    ReplayReport,
  ),
  /** What a client may do, command by command. */
  can: query(
    z.strictObject({ client: ClientName.optional() }),
    z.array(z.object({ command: z.string(), sentences: z.array(z.string()).readonly() }).readonly()).readonly(),
  ),
  /** Another program's configuration as a policy. Nothing is changed by it. */
  import: query(z.strictObject({ format: ImportFormat, text: policyText }), ImportReport),
  packs: query(nothing, z.array(StarterPack).readonly()),
  /** A policy's text with a starter pack added. NOT_FOUND when there is no such pack. Nothing is changed by it. */
  addPack: query(z.strictObject({ text: policyText, pack: z.string().max(100) }), ImportReport),
  /** The JSON Schema of the policy file. */
  schema: query(nothing, z.record(z.string(), z.unknown())),
  changed: event(PolicyStatus),
  /** How far a replay has come, a few times a second. */
  replayed: event(z.object({ id: z.string().optional(), done: z.number().int(), total: z.number().int() }).readonly()),
} as const;
