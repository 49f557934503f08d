/** `countersign audit`: check the log, search it, take a copy. Checking works without the host. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { layOut } from '#host/storage/index.ts';
import { type HostClient, HostError } from '#shared/contract/index.ts';
import type { AuditRecord, AuditReport } from '#shared/model/index.ts';
import { exactTime, visibleText } from '#shared/text/index.ts';
import { newestFirst, oldestFirst } from '../audit-pages.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseCount } from '../parse-flags.ts';
import { pour } from '../terminal.ts';
import { codeOf, EXIT, ExitWith, Failed } from '../usage.ts';

const MOST_FOUND = 100_000;
const FOUND = '100';

export function addAudit(program: Command, context: CommandContext): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .argument('[file...]', 'files of a log in their order, or a log’s folder (default: the data folder’s own)')
    .description('check the chain and the signed heads; exit code 1 unless all is well')
    .action((files: string[], _options: unknown, command: Command) => verify(context, command, files));
  audit
    .command('search')
    .argument('<query>', 'text to look for anywhere in a record, in any case')
    .option('--limit <n>', 'how many at most', FOUND)
    .description('records that contain the text, newest first')
    .action((query: string, options: { limit: string }, command: Command) =>
      search(context, command, query, options.limit),
    );
  audit
    .command('export')
    .description('every record in order, one JSON object a line')
    .action((_options: unknown, command: Command) => exportAll(context, command));
}

async function verify(context: CommandContext, command: Command, files: readonly string[]): Promise<void> {
  const { host, dataDir, paint, answer } = asked(context, command);
  const { cwd, stderr } = context.terminal;
  const report =
    files.length === 0
      ? ((await byHost(host)) ?? (await fromFiles([layOut(dataDir).audit])))
      : await fromFiles(files.map((file) => resolve(cwd, file)));
  const { integrity, completeness, records, first_bad, problem } = report;
  const sound = integrity === 'ok' && (completeness === 'ok' || (completeness === 'unknown' && isPart(files, cwd)));
  const word = (text: string): string => paint(text === 'ok' ? 'green' : 'red', text);
  answer({ integrity, completeness, records, first_bad }, [
    `integrity: ${word(integrity)} · completeness: ${word(completeness)} · ${records} records` +
      (first_bad === null ? '' : ` · first bad: ${first_bad}`),
  ]);
  if (problem !== null) stderr.write(`${problem}\n`);
  if (!sound) throw new ExitWith(EXIT.failed);
}

/** Whether these are some files and not a whole log: what is missing after them cannot be known then, and is no fault. */
const isPart = (files: readonly string[], cwd: string): boolean =>
  files.length > 0 && !files.some((file) => statSync(resolve(cwd, file), { throwIfNoEntry: false })?.isDirectory());

/** The running host also knows which record it wrote last. @returns `undefined` when none answers */
async function byHost(host: HostClient): Promise<AuditReport | undefined> {
  try {
    return await host.call('audit.verify', {});
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

/** @throws Failed when there is nothing to read */
async function fromFiles(paths: readonly string[]): Promise<AuditReport> {
  const { verifyAudit } = await import('#host/records/index.ts');
  try {
    return await verifyAudit(paths);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Failed(`There is no audit log at ${paths.join(', ')}.`, { cause });
    if (code !== undefined)
      throw new Failed(`The audit log at ${paths.join(', ')} cannot be read (${code}).`, { cause });
    throw cause;
  }
}

async function search(context: CommandContext, command: Command, query: string, limit: string): Promise<void> {
  const { host, json } = asked(context, command);
  const { stdout, stderr } = context.terminal;
  const found = newestFirst(host, query, parseCount('--limit', limit, MOST_FOUND));
  if (json) {
    // Nothing before the first page is there: a failure leaves stdout empty.
    let opening = '[';
    for await (const record of found) {
      await pour(stdout, `${opening}${JSON.stringify(record)}`);
      opening = ',\n';
    }
    await pour(stdout, opening === '[' ? '[]\n' : ']\n');
    return;
  }
  let count = 0;
  for await (const record of found) {
    await pour(stdout, `${row(record)}\n`);
    count += 1;
  }
  if (count === 0) stderr.write('No record contains this.\n');
}

function row({ seq, at, body }: AuditRecord): string {
  const { type, ...rest } = body;
  return `${seq}  ${exactTime(at)}  ${type}  ${visibleText(JSON.stringify(rest), 'layout')}`;
}

async function exportAll(context: CommandContext, command: Command): Promise<void> {
  const { host } = asked(context, command);
  for await (const record of oldestFirst(host)) await pour(context.terminal.stdout, `${JSON.stringify(record)}\n`);
}
