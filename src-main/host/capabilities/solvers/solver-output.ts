/** The result of a solver run, under the names that clients of an earlier fallback runner know, and how it is made of what happened. */
import { z } from 'zod';
import type { Dial } from '#host/engines/container/container-engine.ts';
import { type KeptFile, RunId, type SolverPlan } from '#shared/model/index.ts';
import { egressWords, targetWords, validatedWords } from '#shared/text/index.ts';

const LeftFile = z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() });

const Connection = z.object({
  address: z.string().nullable().describe('The pinned address that took it; null when none did.'),
  error: z.string().nullable(),
  connect_ms: z.number(),
  sent_bytes: z.number().int(),
  received_bytes: z.number().int(),
});

export const SolverOutput = z.object({
  ok: z
    .boolean()
    .describe('The solver ran, ended by itself, and its exit code is 0. In a dry run: it would be run or asked about.'),
  dry_run: z.boolean(),
  run_id: RunId.nullable().describe('The run, as get_run_log and rerun_run take it. A dry run leaves none.'),
  target: z.object({ host: z.string(), port: z.number().int(), protocol: z.string(), addresses: z.array(z.string()) }),
  exit_code: z.number().int().nullable(),
  duration_ms: z.number().nullable(),
  timed_out: z.boolean(),
  ended: z
    .string()
    .nullable()
    .describe('exited, signalled, timed_out, cancelled, stopped, failed or host_quit; null in a dry run.'),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean().describe('The middle of one of the streams is missing here; get_run_stdout has more.'),
  stdout_sha256: z.string().nullable().describe('Over every byte that came, shown here or not.'),
  stderr_sha256: z.string().nullable(),
  transcript_sha256: z.string().nullable().describe('Of the transcript as get_run_log gives it.'),
  package_sha256: z.string(),
  validated: z
    .enum(['package', 'entrypoint', 'nothing'])
    .describe('What local_validation.solver_sha256 covers of what ran.'),
  outputs: z.array(LeftFile).describe('Files that the solver left in its folder “out”.'),
  connections: z
    .array(Connection)
    .describe('Its connections to the target as the host saw them: what the solver itself printed proves nothing.'),
  derived_from: RunId.nullable(),
  verdict: z.string().nullable().describe('In a dry run: allow, ask or deny, and why.'),
  log_summary: z.array(z.string()),
});
export type SolverOutput = z.output<typeof SolverOutput>;

/** What holds of a plan whether it runs or not. */
export function outputOf(plan: SolverPlan) {
  const { host, port, protocol, addresses } = plan.target;
  return {
    target: { host, port, protocol, addresses: [...addresses] },
    package_sha256: plan.package.sha256,
    validated: plan.validated.covers,
    derived_from: plan.derivedFrom,
  };
}

/** Nothing ran. */
export function dryOutput(
  plan: SolverPlan,
  verdict: 'allow' | 'ask' | 'deny',
  reasons: readonly string[],
): SolverOutput {
  return {
    ...outputOf(plan),
    ...{
      ok: verdict !== 'deny',
      dry_run: true,
      run_id: null,
      exit_code: null,
      duration_ms: null,
      timed_out: false,
      ended: null,
    },
    ...{ stdout: '', stderr: '', truncated: false, stdout_sha256: null, stderr_sha256: null, transcript_sha256: null },
    outputs: [],
    connections: [],
    verdict: [verdict, ...reasons].join(': '),
    log_summary: summaryOf(plan),
  };
}

export function summaryOf(plan: SolverPlan): string[] {
  const { word, rest } = validatedWords(plan.validated);
  return [
    `target ${targetWords(plan.target)}`,
    `image ${plan.container.image.name} ${plan.container.image.id}`,
    `network ${egressWords(plan.container)}`,
    `as validated: ${word}: ${rest}`,
  ];
}

export const leftOf = (files: readonly KeptFile[]): SolverOutput['outputs'] =>
  files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));

/** The first of them: a solver may connect very often. */
const MOST_CONNECTIONS = 50;

export const connectionsOf = (dials: readonly Dial[]): SolverOutput['connections'] =>
  dials.slice(0, MOST_CONNECTIONS).map(({ address, error, connectMs, sentBytes, receivedBytes }) => ({
    ...{ address, error, connect_ms: connectMs, sent_bytes: sentBytes, received_bytes: receivedBytes },
  }));
