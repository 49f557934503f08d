/** `countersign runs diff` and `runs revert`: what a run changed in a file, and taking it back. */
import type { Command } from 'commander';
import type { RunId } from '#shared/model/index.ts';
import { oneLine } from '../card-lines.ts';
import { changeLines } from '../change-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';

export function addRevert(runs: Command, context: CommandContext, idFrom: (text: string) => RunId): void {
  runs
    .command('diff')
    .argument('<id>', 'the run’s id')
    .description('what it changed in a file, and what reverting would do')
    .action((id: string, _options: unknown, command: Command) => diff(context, command, idFrom(id)));
  runs
    .command('revert')
    .argument('<id>', 'the run’s id')
    .description('take its change of a file back; refused when the file changed since')
    .action((id: string, _options: unknown, command: Command) => revert(context, command, idFrom(id)));
}

async function diff(context: CommandContext, command: Command, run: RunId): Promise<void> {
  const { host, answer } = asked(context, command);
  const found = await host.call('files.changed', { run });
  const { change, undo } = found;
  answer(found, [
    ...(change === null ? ['No file’s content was changed.'] : [oneLine(change.path), ...changeLines(change)]),
    '',
    undo.does === null
      ? `Cannot be reverted: ${oneLine(undo.because ?? '')}`
      : `Can be reverted: ${oneLine(undo.does)}`,
  ]);
}

async function revert(context: CommandContext, command: Command, run: RunId): Promise<void> {
  const { host, answer } = asked(context, command);
  const done = await host.call('files.revert', { run });
  answer(done, [`Reverted: ${oneLine(done.summary.replace(/^Revert: /u, ''))} (${done.id})`]);
}
