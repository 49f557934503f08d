/** A run is a granted plan being carried out, with its live transcript. */
import { z } from 'zod';
import { ClientRef } from './client.ts';
import { ApprovalId, RequestId, RunId, Sha256 } from './ids.ts';
import { Plan } from './plan.ts';
import { Verdict } from './verdict.ts';

export const RunEndReason = z.enum([
  'exited',
  'signalled',
  'timed_out',
  'cancelled',
  'stopped',
  'failed',
  'host_quit',
  'lost',
]);
/**
 * How a run ended. `exited`: the program ended by itself. `signalled`: a signal from elsewhere. `timed_out`: the plan's wall time.
 * `cancelled`: the client cancelled or left. `stopped`: a person stopped it. `failed`: it could not be started. `host_quit`:
 * Countersign shut down. `lost`: Countersign was killed while it ran.
 */
export type RunEndReason = z.infer<typeof RunEndReason>;

/** Figures of one output stream over all its bytes, kept or not. */
export const StreamStats = z.object({ bytes: z.number().int().nonnegative(), sha256: Sha256 }).readonly();
export type StreamStats = z.infer<typeof StreamStats>;

/** What held a limit: the kernel's control groups, its resource limits, the container engine, or Countersign itself. */
export const LimitHolder = z.enum(['cgroup', 'rlimit', 'engine', 'host']);
export type LimitHolder = z.infer<typeof LimitHolder>;

/** By the plan’s own words: wall time, output, memory … */
export const LimitName = z.enum(['wall', 'output', 'memory', 'pids', 'cpu', 'open_files', 'file_size']);
export type LimitName = z.infer<typeof LimitName>;

/** What a run used up, and which limits were in force by what. A figure that this machine cannot tell is `null`. */
export const RunUsage = z
  .object({
    cpu_ms: z.number().nonnegative().nullable(),
    peak_memory_bytes: z.number().int().nonnegative().nullable(),
    peak_pids: z.number().int().nonnegative().nullable(),
    held: z
      .array(
        z
          .object({
            limit: LimitName,
            /** Milliseconds, bytes or a count, as in the plan. */
            value: z.number().int().positive(),
            by: LimitHolder,
          })
          .readonly(),
      )
      .readonly(),
    /** Which of them it ran into, as far as that can be told: a program that is refused an open file, or each process its own memory, shows nothing. */
    over: z.array(LimitName).readonly().default([]),
  })
  .readonly();
export type RunUsage = z.infer<typeof RunUsage>;

/** One of a plan's targets, and what passed between it and the run, as the host that carried it saw it. */
export const Reached = z
  .object({
    host: z.string(),
    port: z.number().int().min(1).max(65_535),
    /** The pinned address that took the connections; `null` for those that none took. */
    address: z.string().nullable(),
    connections: z.number().int().positive(),
    sent_bytes: z.number().int().nonnegative(),
    received_bytes: z.number().int().nonnegative(),
  })
  .readonly();
export type Reached = z.infer<typeof Reached>;

export const RunEnd = z
  .object({
    reason: RunEndReason,
    exit_code: z.number().int().nullable(),
    signal: z.string().nullable(),
    duration_ms: z.number().nonnegative(),
    stdout: StreamStats,
    stderr: StreamStats,
    /** Bytes in the middle that were not kept. */
    dropped_bytes: z.number().int().nonnegative(),
    /** For `failed`: what the operating system said. Else what kept some of the output from being stored, if anything did. */
    error: z.string().nullable(),
    /** `null` for a run in which nothing was started, and for one that an earlier version recorded. */
    usage: RunUsage.nullable().default(null),
    /** `null` where the host does not see what a run connects to, as over a command's own network; absent in older records. */
    reached: z.array(Reached).readonly().nullable().optional(),
  })
  .readonly();
export type RunEnd = z.infer<typeof RunEnd>;

export const RunSummary = z
  .object({
    id: RunId,
    request: RequestId,
    client: ClientRef,
    tool: z.string(),
    summary: z.string(),
    plan: Plan,
    digest: Sha256,
    verdict: Verdict,
    approval: ApprovalId.nullable(),
    approved_by: z.string().nullable(),
    started_at: z.string(),
    /** `null` while it runs. */
    end: RunEnd.nullable(),
  })
  .readonly();
export type RunSummary = z.infer<typeof RunSummary>;

export const TranscriptStream = z.enum(['stdout', 'stderr']);
export type TranscriptStream = z.infer<typeof TranscriptStream>;

/** A piece of output in the order it arrived. */
export const TranscriptChunk = z
  .object({
    /** Counts from 0 in the order of arrival; jumps only where `gap_bytes` is not 0. */
    seq: z.number().int().nonnegative(),
    /** Milliseconds since the run started. */
    at_ms: z.number().nonnegative(),
    stream: TranscriptStream,
    /** UTF-8; bytes that are not valid UTF-8 appear as U+FFFD. Chunks never split a code point. */
    text: z.string(),
    /** Bytes dropped between the previous kept chunk and this one; 0 except at the gap of an over-long transcript. */
    gap_bytes: z.number().int().nonnegative(),
  })
  .readonly();
export type TranscriptChunk = z.infer<typeof TranscriptChunk>;

/** The reason an AbortSignal carries when a run is ended from outside. */
export class RunInterrupted extends Error {
  readonly reason: 'cancelled' | 'stopped' | 'host_quit';
  /** Kill at once instead of asking the program to end first. */
  readonly force: boolean;

  constructor(reason: 'cancelled' | 'stopped' | 'host_quit', { force = false }: { readonly force?: boolean } = {}) {
    super(`run ${reason}`);
    this.name = 'RunInterrupted';
    this.reason = reason;
    this.force = force;
  }
}
