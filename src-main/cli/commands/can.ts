/** `countersign can`: what a client may do, command by command. */
import type { Command } from 'commander';
import { visibleText } from '#shared/text/index.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseClientName } from '../parse-flags.ts';

export function addCan(program: Command, context: CommandContext): void {
  program
    .command('can')
    .option('--client <name>', 'which client; without it, what holds for all')
    .description('what a client may do, in sentences')
    .action((options: { client?: string }, command: Command) => can(context, command, options.client));
}

async function can(context: CommandContext, command: Command, name: string | undefined): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const client = name === undefined ? undefined : parseClientName('--client', name);
  const groups = await host.call('policy.can', client === undefined ? {} : { client });
  answer(
    groups,
    groups.length === 0
      ? ['Nothing: no policy is in force, or it lists no commands.']
      : groups.flatMap(({ command: listed, sentences }) => [
          paint('bold', visibleText(listed)),
          ...sentences.map((sentence) => `  ${visibleText(sentence)}`),
        ]),
  );
}
