/** `countersign can`: what a client may do, command by command. */
import type { Command } from 'commander';
import { ClientName } from '#shared/model/index.ts';
import { visibleText } from '#shared/text/index.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { WrongUsage } from '../usage.ts';

export function addCan(program: Command, context: CommandContext): void {
  program
    .command('can')
    .option('--client <name>', 'which client; without it, what holds for all')
    .description('what a client may do, in sentences')
    .action((options: { client?: string }, command: Command) => can(context, command, options.client));
}

async function can(context: CommandContext, command: Command, name: string | undefined): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const client = name === undefined ? undefined : ClientName.safeParse(name);
  if (client?.success === false) {
    throw new WrongUsage(`--client: ${client.error.issues[0]?.message ?? 'expected a name'}.`);
  }
  const groups = await host.call('policy.can', client === undefined ? {} : { client: client.data });
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
