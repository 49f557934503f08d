/** `countersign runs`: what ran, and what it printed. */
import type { Command } from 'commander';
import type { HostClient, OperationOutput } from '#shared/contract/index.ts';
import { RunId, type RunSummary, type TranscriptChunk } from '#shared/model/index.ts';
import { bytes, duration, exactTime, type RunExportFormat, visibleText } from '#shared/text/index.ts';
import { oneLine, ruleWords } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { labelled } from '../line-parts.ts';
import { parseCount } from '../parse-flags.ts';
import { planLines } from '../plan-lines.ts';
import type { Paint } from '../terminal.ts';
import { pour } from '../terminal.ts';
import { WrongUsage } from '../usage.ts';
import { addRevert } from './runs-revert.ts';

const MOST_LISTED = 1000;
const LISTED = '50';

export function addRuns(program: Command, context: CommandContext): void {
  const runs = program.command('runs').description('what ran, and what it printed');
  runs
    .command('list')
    .option('--limit <n>', 'how many', LISTED)
    .description('newest first')
    .action((options: { limit: string }, command: Command) => list(context, command, options.limit));
  runs
    .command('show')
    .argument('<id>', 'the run’s id')
    .description('what was run, who allowed it, how it ended')
    .action((id: string, _options: unknown, command: Command) => show(context, command, idFrom(id)));
  runs
    .command('replay')
    .argument('<id>', 'the run’s id')
    .description('print its transcript: stdout on stdout, stderr on stderr; with --json one chunk a line')
    .action((id: string, _options: unknown, command: Command) => replay(context, command, idFrom(id)));
  runs
    .command('export')
    .argument('<id>', 'the run’s id')
    .option('--format <format>', 'json, or asciicast for terminal players', 'json')
    .description('the run and its transcript as a file, on stdout')
    .action((id: string, { format }: { format: string }, command: Command) =>
      exportRun(context, command, idFrom(id), formatFrom(format)),
    );
  runs
    .command('delete')
    .argument('<id>', 'the run’s id')
    .description('delete its summary and transcript for good; the audit log keeps what it says of it')
    .action((id: string, _options: unknown, command: Command) => remove(context, command, idFrom(id)));
  addRevert(runs, context, idFrom);
}

function formatFrom(text: string): RunExportFormat {
  if (text === 'json' || text === 'asciicast') return text;
  throw new WrongUsage(`Expected --format json or asciicast, got ${JSON.stringify(text)}.`);
}

function idFrom(text: string): RunId {
  const id = RunId.safeParse(text);
  if (id.success) return id.data;
  throw new WrongUsage(`Expected a run’s id (run_YYYYMMDD_HHMMSS_xxxxxxxx), got ${JSON.stringify(text)}.`);
}

async function list(context: CommandContext, command: Command, limit: string): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const runs = await host.call('runs.list', { limit: parseCount('--limit', limit, MOST_LISTED) });
  const rows = runs.map((run) => `${run.id}  ${endWords(run, paint)}  ${run.client.name}: ${oneLine(run.summary)}`);
  answer(runs, rows.length > 0 ? rows : ['Nothing has run yet.']);
}

async function show(context: CommandContext, command: Command, id: RunId): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const run = await host.call('runs.show', { id });
  answer(run, [
    `${paint('bold', run.id)}  ${endWords(run, paint)}`,
    `${paint('cyan', run.client.name)}, through ${oneLine(run.tool)}: ${oneLine(run.summary)}`,
    labelled('Started', exactTime(run.started_at)),
    labelled('Allowed by', run.approved_by === null ? ruleWords(run.verdict.rule) : oneLine(run.approved_by)),
    ...(run.approval === null ? [] : [labelled('Approval', run.approval)]),
    ...outputLines(run),
    ...planLines(run.plan),
    labelled('Digest', run.digest),
  ]);
}

function outputLines({ end }: RunSummary): readonly string[] {
  if (end === null) return [];
  const dropped = end.dropped_bytes === 0 ? '' : `, of which ${bytes(end.dropped_bytes)} in the middle were not kept`;
  return [
    labelled('Printed', `${bytes(end.stdout.bytes)} on stdout, ${bytes(end.stderr.bytes)} on stderr${dropped}`),
    ...(end.error === null ? [] : [labelled('Error', oneLine(end.error))]),
  ];
}

function endWords({ end }: RunSummary, paint: Paint): string {
  if (end === null) return paint('yellow', 'running');
  const how =
    end.reason === 'exited'
      ? end.exit_code === null
        ? 'done'
        : `exit code ${end.exit_code}`
      : `${end.reason.replaceAll('_', ' ')}${end.signal === null ? '' : ` by ${end.signal}`}`;
  return paint(
    end.reason === 'exited' && (end.exit_code ?? 0) === 0 ? 'green' : 'red',
    // Nobody saw how long one took whose host was killed.
    end.reason === 'lost' ? how : `${how}, ${duration(end.duration_ms)}`,
  );
}

/** What is there now; a run that still goes on ends the listing with a remark. */
async function* chunksOf(host: HostClient, id: RunId): AsyncGenerator<TranscriptChunk, { readonly whole: boolean }> {
  let from = 0;
  for (;;) {
    const { chunks, next } = await host.call('runs.transcript', { id, from });
    yield* chunks;
    if (next === null) return { whole: true };
    if (chunks.length === 0) return { whole: false };
    from = next;
  }
}

async function replay(context: CommandContext, command: Command, id: RunId): Promise<void> {
  const { host, json } = asked(context, command);
  const { stdout, stderr } = context.terminal;
  const chunks = chunksOf(host, id);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) {
      if (!value.whole) stderr.write('The run is still going; this is what it has printed so far.\n');
      return;
    }
    if (json) {
      await pour(stdout, `${JSON.stringify(value)}\n`);
      continue;
    }
    const stream = value.stream === 'stdout' ? stdout : stderr;
    if (value.gap_bytes > 0) stderr.write(`\n‹${bytes(value.gap_bytes)} not kept›\n`);
    // On a terminal the program's escape codes stay text; in a file or pipe they stay what they were.
    await pour(stream, stream.isTTY === true ? visibleText(value.text, 'layout') : value.text);
  }
}

async function exportRun(context: CommandContext, command: Command, id: RunId, format: RunExportFormat): Promise<void> {
  const { host } = asked(context, command);
  let from: number | null = 0;
  while (from !== null) {
    const piece: OperationOutput<'runs.export'> = await host.call('runs.export', { id, format, from });
    await pour(context.terminal.stdout, piece.text);
    from = piece.next;
  }
}

async function remove(context: CommandContext, command: Command, id: RunId): Promise<void> {
  const { host, answer } = asked(context, command);
  answer(await host.call('runs.delete', { id }), [`${id} is deleted. The audit log keeps what it says of it.`]);
}
