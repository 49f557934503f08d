/** A run's end as the result of `execute_command`, with as much of its output as an answer takes. */
import { constants } from 'node:os';
import type { Performed } from '#host/capabilities/capability.ts';
import type { ResourceLink, RunEnd, RunId, TranscriptStream } from '#shared/model/index.ts';
import type { CommandOutput } from './command-output.ts';
import { errorCode, errorMessage, killedBy } from './how-it-ended.ts';

/** Of each stream, this much goes into the answer; the transcript keeps more. */
const ANSWER_BYTES = 128 * 1024;

export interface Ran {
  readonly id: RunId;
  /** `null` while it runs. */
  readonly end: RunEnd | null;
  /** `null` when nothing was started, or while it runs. */
  readonly pid: number | null;
}

export interface Outputs {
  excerpt(stream: TranscriptStream, maxBytes: number): Promise<{ readonly text: string; readonly truncated: boolean }>;
  /** Where all that was kept of a stream can be read. */
  link(stream: TranscriptStream): ResourceLink;
}

export async function answerOf(ran: Ran, outputs: Outputs): Promise<Performed<CommandOutput>> {
  // One after the other: each reads the whole transcript, and two at once would hold twice as much.
  const stdout = await outputs.excerpt('stdout', ANSWER_BYTES);
  const stderr = await outputs.excerpt('stderr', ANSWER_BYTES);
  const streams = {
    ...{ stdout: stdout.text, stderr: stderr.text, truncated: stdout.truncated || stderr.truncated },
    ...{ stdout_truncated: stdout.truncated, stderr_truncated: stderr.truncated },
  };
  const links = [
    ...(stdout.truncated ? [outputs.link('stdout')] : []),
    ...(stderr.truncated ? [outputs.link('stderr')] : []),
  ];
  const { id, end, pid } = ran;
  const output = end === null ? { run_id: id, ...streams, ...goesOn } : { run_id: id, ...streams, ...endOf(end, pid) };
  return { output, failed: !output.success, links };
}

const goesOn = {
  ...{ success: true, running: true, exit_code: null, signal: null, returncode: null },
  ...{ stdout_bytes: null, stderr_bytes: null, stdout_sha256: null, stderr_sha256: null },
  ...{ duration_ms: null, pid: null, timed_out: false, killed_by: null, ended: null },
  ...{ limits_reached: [], cpu_ms: null, peak_memory_bytes: null },
  ...{ error_code: null, error_message: null, error_details: null },
};

function endOf(end: RunEnd, pid: number | null) {
  const success = end.reason === 'exited' && end.exit_code === 0;
  return {
    ...{ success, running: false, exit_code: end.exit_code, signal: end.signal, returncode: returnCode(end) },
    ...{ stdout_bytes: end.stdout.bytes, stderr_bytes: end.stderr.bytes },
    ...{ stdout_sha256: end.stdout.sha256, stderr_sha256: end.stderr.sha256 },
    ...{ duration_ms: end.duration_ms, pid, timed_out: end.reason === 'timed_out' },
    ...{ killed_by: killedBy(end), ended: end.reason, ...limitsOf(end) },
    error_code: success ? null : errorCode(end),
    error_message: success ? null : errorMessage(end),
    error_details: end.error,
  };
}

function limitsOf({ usage }: RunEnd) {
  return {
    limits_reached: [...(usage?.over ?? [])],
    cpu_ms: usage?.cpu_ms ?? null,
    peak_memory_bytes: usage?.peak_memory_bytes ?? null,
  };
}

function returnCode({ reason, exit_code, signal }: RunEnd): number | null {
  if (reason === 'timed_out') return 124;
  if (reason === 'failed') return 127;
  if (exit_code !== null) return exit_code;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? null : 128 + number;
}
