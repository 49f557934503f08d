/** `countersign replay`: what a draft of the policy would have said of the requests of the past. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ReplayReport, WireEvent } from '#shared/contract/index.ts';
import { counted, exactTime } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseCount } from '../parse-flags.ts';
import { type ProgressBar, progressBar } from '../progress-bar.ts';

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
  const { host, answer, json } = asked(context, command);
  const { readPolicyText } = await import('../read-policy.ts');
  const text = await readPolicyText(resolve(context.terminal.cwd, draft));
  const id = randomUUID();
  const input = { text, limit: parseCount('--limit', limit, 10_000), id };
  const bar = progressBar(context.terminal, 'requests decided again');
  const heard = Promise.withResolvers<void>();
  // A host that is not there is said by the call itself.
  const stop = json ? heard.resolve : host.listen(follow(id, bar), heard.resolve, heard.resolve);
  try {
    if (!json) await heard.promise;
    const report = await host.call('policy.replay', input);
    bar.clear();
    answer(report, lines(report));
  } finally {
    stop();
    bar.clear();
  }
}

const follow =
  (id: string, bar: ProgressBar) =>
  (event: WireEvent): void => {
    if (event.name === 'policy.replayed' && event.payload.id === id) bar.show(event.payload.done, event.payload.total);
  };

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
