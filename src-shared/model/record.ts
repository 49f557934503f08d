/** One line of the audit log: what is in it, and the chain it hangs on. */
import { z } from 'zod';
import { Peer } from './approval.ts';
import { ApprovalId, RequestId, RunId, Sha256 } from './ids.ts';
import { KeptFile } from './kept-file.ts';
import { Plan } from './plan.ts';
import { RefusalCode } from './refusal.ts';
import { RunEnd } from './run.ts';
import { Verdict } from './verdict.ts';

/** The steps of a request, in order, and what happens to the house itself. */
export const RecordBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('requested'),
    request: RequestId,
    client: z.string(),
    claims: z.string().nullable(),
    tool: z.string(),
    /** Arguments after redaction. */
    input: z.unknown(),
    agent_reason: z.string().nullable(),
  }),
  z.object({ type: z.literal('decided'), request: RequestId, plan: Plan, digest: Sha256, verdict: Verdict }),
  z.object({
    type: z.literal('asked'),
    request: RequestId,
    approval: ApprovalId,
    digest: Sha256,
    /** The process that called, as the system says and nothing proves; `null` where it does not say, absent in older records. */
    peer: Peer.nullable().optional(),
  }),
  z.object({
    type: z.literal('answered'),
    request: RequestId,
    /** The card; `null` when a trusted session answered, which comes from none. */
    approval: ApprovalId.nullable(),
    digest: Sha256,
    answer: z.enum(['approved', 'denied', 'expired', 'requester_gone']),
    /** Who and through which door, or the id of the standing grant that answered. */
    by: z.string().nullable(),
    scope: z.string().nullable(),
    lifetime: z.string().nullable(),
    because: z.string().nullable(),
    /** What the person wrote down for themselves; absent in older records. */
    note: z.string().nullable().optional(),
  }),
  z.object({ type: z.literal('started'), request: RequestId, run: RunId, digest: Sha256 }),
  z.object({
    type: z.literal('finished'),
    request: RequestId,
    run: RunId.nullable(),
    outcome: z.union([z.literal('ok'), z.literal('tool-failed'), RefusalCode]),
    message: z.string().nullable(),
    /** How the run ended; `null` where nothing ran that leaves a transcript, absent in older records. */
    end: RunEnd.nullable().optional(),
    /** What is kept with the run and names everything else that is kept by its hash: its order and its report. Absent in older records. */
    kept: z.array(KeptFile).readonly().optional(),
  }),
  /** The house: start, stop, policy loads, clients, refused knocks at the door. */
  z.object({
    type: z.literal('house'),
    event: z.enum([
      'host-started',
      'host-stopped',
      'policy-loaded',
      'policy-refused',
      'client-added',
      'client-revoked',
      'knock-refused',
      'ui-login',
      'answer-refused',
      'settings-changed',
      'run-stopped',
      'run-deleted',
      'session-ended',
      'images-building',
      'engine-chosen',
      'paused',
      'resumed',
      'locked',
      'grant-given',
      'grant-revoked',
      'grant-ended',
      'client-heard',
    ]),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
]);
export type RecordBody = z.infer<typeof RecordBody>;
export type HouseEvent = Extract<RecordBody, { type: 'house' }>['event'];

export const AuditRecord = z
  .object({
    /** Counts from 1 without gaps over the life of a data folder. */
    seq: z.number().int().positive(),
    /** ISO 8601 with milliseconds, UTC. */
    at: z.string(),
    body: RecordBody,
    /** Hash of the record before; 64 zeros for the first. */
    prev: Sha256,
    /** SHA-256 over the canonical JSON of the other four fields. */
    hash: Sha256,
  })
  .readonly();
export type AuditRecord = z.infer<typeof AuditRecord>;

/** What `verify` finds: whether what is there is unchanged, and whether anything is missing at the end. */
export const AuditReport = z
  .object({
    integrity: z.enum(['ok', 'broken', 'empty']),
    completeness: z.enum(['ok', 'cut', 'unknown']),
    records: z.number().int().nonnegative(),
    /** Sequence number of the first bad record; `null` when none is. */
    first_bad: z.number().int().nullable(),
    /** What is wrong there, in a sentence. */
    problem: z.string().nullable(),
  })
  .readonly();
export type AuditReport = z.infer<typeof AuditReport>;
