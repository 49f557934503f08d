/** The tool `get_run_log`: what is on record of an own run, with its transcript. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { AuditRecord, RunReadPlan, RunSummary } from '#shared/model/index.ts';
import { readingHints, readingRun } from './reading-run.ts';
import { factsOf, RunFacts, RunIdInput } from './run-facts.ts';
import { runResources } from './run-resources.ts';
import { ownRun, type RunShelf } from './run-shelf.ts';
import { transcriptText } from './transcript-text.ts';

const Input = z.strictObject({
  run_id: RunIdInput,
  include_transcript: z.boolean().default(true).describe('Whether to give what it printed, too.'),
});

const LoggedStep = z.object({
  seq: z.number().int().describe('Its number in the audit log.'),
  at: z.string(),
  event: z.string().describe('requested, decided, asked, answered, started or finished'),
  detail: z.string().nullable(),
});

const Output = z.object({
  success: z.literal(true),
  ok: z.literal(true),
  run_id: z.string(),
  metadata: z.object(RunFacts),
  audit_log: z.array(LoggedStep),
  transcript: z.string().nullable(),
  sha256: z.object({
    stdout: z.string().nullable().describe('Of the whole stream, kept or not; null while it runs.'),
    stderr: z.string().nullable(),
    transcript: z.string().nullable().describe('Of the transcript as it is given here.'),
  }),
});
type RunLog = z.output<typeof Output>;

export function getRunLog(shelf: RunShelf): Capability<z.output<typeof Input>, RunReadPlan, RunLog> {
  return {
    tool: {
      name: 'get_run_log',
      title: 'Get a run’s log',
      description: 'Gives what is on record of one of this client’s own runs, and its transcript.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: readingHints,
    },
    resources: runResources('log', {}, (log: RunLog) => log.transcript ?? ''),
    ...readingRun(shelf, 'log'),
    async perform(grant, _run, request) {
      const { run: id } = await Grant.redeem(grant);
      const { include_transcript } = Input.parse(request.input);
      const run = await ownRun(shelf, request.client, id);
      const transcript = include_transcript ? ((await shelf.report(id)) ?? (await transcriptText(shelf, run))) : null;
      return { output: await logOf(shelf, run, transcript), failed: false };
    },
  };
}

async function logOf(shelf: RunShelf, run: RunSummary, transcript: string | null): Promise<RunLog> {
  return {
    success: true,
    ok: true,
    run_id: run.id,
    metadata: factsOf(run),
    audit_log: (await shelf.recordsOf(run.request)).map(stepOf),
    transcript,
    sha256: {
      stdout: run.end?.stdout.sha256 ?? null,
      stderr: run.end?.stderr.sha256 ?? null,
      transcript: transcript === null ? null : createHash('sha256').update(transcript).digest('hex'),
    },
  };
}

/** Without the names of people and the places of Countersign's own files: those are not the agent's. */
function stepOf({ seq, at, body }: AuditRecord): z.output<typeof LoggedStep> {
  return { seq, at, event: body.type, detail: detailOf(body) };
}

function detailOf(body: AuditRecord['body']): string | null {
  switch (body.type) {
    case 'requested':
      return body.tool;
    case 'decided':
      return `${body.verdict.verdict} by ${body.verdict.rule?.id ?? 'no rule'}`;
    case 'answered':
      return body.answer;
    case 'finished':
      return body.message === null ? body.outcome : `${body.outcome}: ${body.message}`;
    default:
      return null;
  }
}
