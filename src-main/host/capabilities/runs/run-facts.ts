/** A run as agents are told of it. */
import { z } from 'zod';
import { type Plan, RunId, type RunSummary } from '#shared/model/index.ts';
import { hostAndPort } from '#shared/text/index.ts';

export const RunFacts = {
  run_id: RunId,
  tool: z.string(),
  summary: z.string().describe('What it is, in a sentence.'),
  target: z.string().nullable().describe('host:port, for a run that is about one.'),
  session_id: z.string().nullable(),
  running: z.boolean(),
  ended: z.string().nullable().describe('exited, timed_out, cancelled …; null while it runs.'),
  exit_code: z.number().int().nullable(),
  signal: z.string().nullable(),
  created_at: z.string(),
  duration_ms: z.number().nullable().describe('null while it runs.'),
};

export function factsOf({ id, tool, summary, plan, end, started_at }: RunSummary) {
  return {
    run_id: id,
    tool,
    summary,
    target: targetOf(plan),
    session_id: plan.kind === 'command' ? plan.session : null,
    running: end === null,
    ended: end?.reason ?? null,
    exit_code: end?.exit_code ?? null,
    signal: end?.signal ?? null,
    created_at: started_at,
    duration_ms: end?.duration_ms ?? null,
  };
}

function targetOf(plan: Plan): string | null {
  return plan.kind === 'solver' || plan.kind === 'probe' ? hostAndPort(plan.target.host, plan.target.port) : null;
}

export const RunIdInput = RunId.describe('As an earlier result gave it in run_id.');
