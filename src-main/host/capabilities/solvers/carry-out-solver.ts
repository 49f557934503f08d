/** A granted solver, carried out: the engine runs it, and then what it was, what it left and what happened is kept with the run. */
import type { ContainerEnd, ContainerEngine } from '#host/engines/container/container-engine.ts';
import type { Grant } from '#host/grants/grant.ts';
import type { Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import type { KeptFile, KeptKind, RunHandle, RunId, SolverPlan } from '#shared/model/index.ts';
import { SOLVER_OUTPUT_FOLDER } from '#shared/policy/index.ts';
import { counted, duration, bytes as inWords } from '#shared/text/index.ts';
import { writeReport } from './report/write-report.ts';
import { connectionsOf, leftOf, outputOf, type SolverOutput, summaryOf } from './solver-output.ts';

/** Of each stream, this much goes into the answer, and this much into the report. */
const ANSWER_BYTES = 128 * 1024;
const REPORT_BYTES = 500_000;
export const REPORT_NAME = 'transcript.txt';
export const ORDER_NAME = 'plan.json';

/** Where files are kept with a run. */
export interface KeptFiles {
  keep(run: RunId, kind: KeptKind, path: string, bytes: Uint8Array): Promise<KeptFile>;
}

export interface CarryOutParts {
  readonly engine: Pick<ContainerEngine, 'carryOut'>;
  readonly content: ContentStore;
  readonly kept: KeptFiles;
  readonly log: Log;
  /** The most bytes taken back of what a solver leaves. */
  readonly leftBytes: () => number;
}

export async function carryOutSolver(
  parts: CarryOutParts,
  grant: Grant<SolverPlan>,
  run: RunHandle,
  signal: AbortSignal,
): Promise<SolverOutput> {
  const ended = await parts.engine.carryOut(grant, run, signal, {
    folder: SOLVER_OUTPUT_FOLDER,
    mostBytes: parts.leftBytes(),
  });
  const kept = await keepAll(parts, run, ended);
  // One after the other: each reads the whole transcript, and two at once would hold twice as much.
  const stdout = await run.excerpt('stdout', ANSWER_BYTES);
  const stderr = await run.excerpt('stderr', ANSWER_BYTES);
  const { plan, end } = ended;
  return {
    ...outputOf(plan),
    ok: end.reason === 'exited' && end.exit_code === 0,
    ...{ dry_run: false, run_id: run.id, exit_code: end.exit_code, duration_ms: end.duration_ms },
    ...{ timed_out: end.reason === 'timed_out', ended: end.reason, verdict: null },
    ...{ stdout: stdout.text, stderr: stderr.text, truncated: stdout.truncated || stderr.truncated },
    ...{ stdout_sha256: end.stdout.sha256, stderr_sha256: end.stderr.sha256 },
    transcript_sha256: kept.report,
    outputs: leftOf(kept.left),
    connections: connectionsOf(ended.dials),
    log_summary: [...summaryOf(plan), ...endLines(ended), ...kept.problems],
  };
}

interface Kept {
  readonly left: readonly KeptFile[];
  readonly report: string | null;
  readonly problems: readonly string[];
}

/** What cannot be kept is said, and does not take the result with it: the run did happen. */
async function keepAll(parts: CarryOutParts, run: RunHandle, ended: ContainerEnd<SolverPlan>): Promise<Kept> {
  const { content, kept, log } = parts;
  const { plan, end } = ended;
  const left: KeptFile[] = [];
  try {
    for (const { path, sha256 } of plan.container.files)
      await kept.keep(run.id, 'package', path, await content.get(sha256));
    await kept.keep(run.id, 'order', ORDER_NAME, Buffer.from(JSON.stringify(plan)));
    for (const { path, bytes } of ended.left) left.push(await kept.keep(run.id, 'left', path, bytes));
    const stdout = await run.excerpt('stdout', REPORT_BYTES);
    const stderr = await run.excerpt('stderr', REPORT_BYTES);
    const text = writeReport({ run: run.id, plan, end, stdout, stderr, left, dials: ended.dials });
    const report = await kept.keep(run.id, 'report', REPORT_NAME, Buffer.from(text));
    return { left, report: report.sha256, problems: [] };
  } catch (error) {
    log.warn({ run: run.id, err: error }, 'some of what belongs to a solver run could not be kept');
    return {
      left,
      report: null,
      problems: ['its package, leavings or transcript could not all be kept: the disk may be full'],
    };
  }
}

function endLines({ end, left, refused, dials }: ContainerEnd<SolverPlan>): readonly string[] {
  const how = end.exit_code === null ? end.reason : `${end.reason} with exit code ${end.exit_code}`;
  const total = left.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  return [
    `${how} after ${duration(end.duration_ms)}${end.error === null ? '' : `: ${end.error}`}`,
    `${counted(dials.length, 'connection', 'connections')} to the target, ${dials.filter(({ address }) => address !== null).length} of them taken`,
    `${counted(left.length, 'file', 'files')} left (${inWords(total)})`,
    ...refused.map(({ path, because }) => `not taken: ${path}: ${because}`),
  ];
}
