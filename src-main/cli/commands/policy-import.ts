/** `countersign policy import`: what another program's configuration becomes as a policy, and on request puts it in force. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ImportFormat, type ImportReport } from '#shared/contract/index.ts';
import { visibleText } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { type Asked, asked, type CommandContext } from '../command-context.ts';
import { Failed, WrongUsage } from '../usage.ts';

export function addPolicyImport(policy: Command, context: CommandContext): void {
  policy
    .command('import')
    .argument('<format>', ImportFormat.options.join(', '))
    .argument('<file>', 'the other program’s file')
    .option('--accept', 'put it in force in place of what the file says now')
    .description('translate another program’s rules; prints the policy, and on stderr what became of each')
    .action((format: string, file: string, options: { accept?: boolean }, command: Command) =>
      importFrom(context, command, format, file, options.accept === true),
    );
}

async function importFrom(
  context: CommandContext,
  command: Command,
  name: string,
  file: string,
  accepts: boolean,
): Promise<void> {
  const called = asked(context, command);
  const { terminal } = context;
  const format = ImportFormat.safeParse(name);
  if (!format.success) {
    throw new WrongUsage(`FORMAT: expected ${ImportFormat.options.join(', ')}, got ${JSON.stringify(name)}.`);
  }
  // Loaded only here: no other command needs them.
  const [{ importText }, { readPolicyText }] = await Promise.all([
    import('#host/policy/index.ts'),
    import('../read-policy.ts'),
  ]);
  const report = await importText(format.data, await readPolicyText(resolve(terminal.cwd, file)), terminal.homeDir);
  const [problem] = report.problems;
  if (problem !== undefined) {
    throw new Failed(`${file}:${problem.line}:${problem.column}: ${visibleText(problem.message, 'layout')}`);
  }
  if (!called.json) for (const line of noteLines(report)) terminal.stderr.write(`${line}\n`);
  if (!accepts) {
    called.answer(report, visibleText(report.text, 'layout').replace(/\n$/u, '').split('\n'));
    return;
  }
  const status = await accept(called, report.text, format.data);
  called.answer({ ...report, status }, [`The imported policy is in force, as version ${status.version}.`]);
}

const noteLines = ({ notes }: ImportReport): readonly string[] =>
  notes.map(
    ({ kind, from, to, because }) =>
      `${kind}: ${oneLine(from)} → ${to === null ? 'nothing' : oneLine(to)} (${oneLine(because)})`,
  );

async function accept({ host }: Asked, text: string, format: ImportFormat) {
  const { text: before } = await host.call('policy.read', {});
  const { sha256: base } = await host.call('policy.draft', { text: before });
  const { ok, problems, status } = await host.call('policy.save', { text, base, why: `imported from ${format}` });
  if (ok) return status;
  throw new Failed(`The imported policy was not put in force: ${problems[0]?.message ?? 'it has problems.'}`);
}
