/** `countersign pause`, `resume` and `lock`: the panic button, and the drop of everything that lets things run without asking. */
import type { Command } from 'commander';
import { counted } from '#shared/text/index.ts';
import { asked, type CommandContext } from '../command-context.ts';

export function addHouse(program: Command, context: CommandContext): void {
  program
    .command('pause')
    .option('--kill', 'end what runs, too')
    .description('nothing new starts and nothing is approved until resume, also after a restart')
    .action((options: { kill?: boolean }, command: Command) => pause(context, command, options.kill === true));
  program
    .command('resume')
    .description('let things start again')
    .action((_options: unknown, command: Command) => resume(context, command));
  program
    .command('lock')
    .description('drop every standing grant and every approval that was not used yet')
    .action((_options: unknown, command: Command) => lock(context, command));
}

async function pause(context: CommandContext, command: Command, kill: boolean): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const status = await host.call('host.pause', { kill });
  const left = status.runs_active;
  answer({ paused: status.paused, runs_active: left }, [
    paint('red', 'Everything is paused: nothing new starts.'),
    ...(left > 0 && !kill ? [`${counted(left, 'run', 'runs')} still under way; end them with --kill.`] : []),
  ]);
}

async function resume(context: CommandContext, command: Command): Promise<void> {
  const { host, answer } = asked(context, command);
  const { paused } = await host.call('host.resume', {});
  answer({ paused }, ['Things may start again.']);
}

async function lock(context: CommandContext, command: Command): Promise<void> {
  const { host, answer } = asked(context, command);
  const { ended } = await host.call('host.lock', {});
  answer({ ended }, [ended === 0 ? 'There was no grant to drop.' : `Dropped ${counted(ended, 'grant', 'grants')}.`]);
}
