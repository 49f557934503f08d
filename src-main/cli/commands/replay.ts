/** `countersign replay`: what a draft of the policy would have said of the requests of the past. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ReplayReport } from '#shared/contract/index.ts';
import { counted, exactTime } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseCount } from '../parse-flags.ts';

export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .argument('<draft>', 'a policy file that is not in force')
    .option('--limit <n>', 'how many requests at most', '1000')
    .description('decide the last requests once more under a draft, and list what would change')
    .action((draft: string, options: { limit: string }, command: Command) =>
      replay(context, command, draft, options.limit),
    );
}

async function replay(context: CommandContext, command: Command, draft: string, limit: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const { readPolicyText } = await import('../read-policy.ts');
  const text = await readPolicyText(resolve(context.terminal.cwd, draft));
  const report = await host.call('policy.replay', { text, limit: parseCount('--limit', limit, 10_000) });
  answer(report, lines(report));
}

function lines({ replayed, skipped, changed }: ReplayReport): readonly string[] {
  const left = skipped === 0 ? '' : `, ${skipped} left out because their plan is not on record as it was`;
  const found = changed.length === 0 ? 'Nothing would change' : `${changed.length} would change`;
  return [
    ...changed.map(
      ({ at, client, summary, before, after, rule }) =>
        `${exactTime(at)}  ${before} → ${after}  ${oneLine(summary)}  (${client}; ${rule ?? 'no rule'})`,
    ),
    `${found} of ${counted(replayed, 'request', 'requests')}${left}.`,
  ];
}
