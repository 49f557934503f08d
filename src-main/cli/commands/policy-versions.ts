/** `countersign policy history`, `revert`, `schema`: what was in force, going back, and the file's language for editors. */
import type { Command } from 'commander';
import type { PolicyVersion } from '#shared/contract/index.ts';
import { policyJsonSchema } from '#shared/policy/index.ts';
import { exactTime } from '#shared/text/index.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { parseCount } from '../parse-flags.ts';
import { printJson } from '../terminal.ts';

const LARGEST_VERSION = 999_999_999;

export function addPolicyVersions(policy: Command, context: CommandContext): void {
  policy
    .command('history')
    .option('--limit <n>', 'how many at most', '50')
    .description('every version that was in force, newest first')
    .action((options: { limit: string }, command: Command) => history(context, command, options.limit));
  policy
    .command('show')
    .argument('<version>', 'its number in the history')
    .description('the text of a version')
    .action((version: string, _options: unknown, command: Command) => show(context, command, version));
  policy
    .command('revert')
    .argument('<version>', 'its number in the history')
    .option('--why <text>', 'why, for the history')
    .description('write the text of an earlier version as a new one')
    .action((version: string, options: { why?: string }, command: Command) =>
      revert(context, command, version, options.why),
    );
  policy
    .command('schema')
    .description('the JSON Schema of the policy file, for editors')
    .action(() => printJson(context.terminal.stdout, policyJsonSchema()));
}

const numberFrom = (text: string): number => parseCount('VERSION', text, LARGEST_VERSION);

async function history(context: CommandContext, command: Command, limit: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const versions = await host.call('policy.history', { limit: parseCount('--limit', limit, 1000) });
  answer(versions, versions.map(row));
}

function row({ version, at, by, why, in_force, sha256 }: PolicyVersion): string {
  const mark = in_force ? '  in force' : '';
  return `${version}  ${exactTime(at)}  ${oneLine(by)}  ${sha256.slice(0, 12)}${mark}${why === null ? '' : `  ${oneLine(why)}`}`;
}

async function show(context: CommandContext, command: Command, version: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const found = await host.call('policy.version', { version: numberFrom(version) });
  answer(found, found.text.replace(/\n$/u, '').split('\n'));
}

async function revert(context: CommandContext, command: Command, text: string, why: string | undefined): Promise<void> {
  const { host, answer } = asked(context, command);
  const version = numberFrom(text);
  const status = await host.call('policy.revert', { version, why: why ?? null });
  answer(status, [`Version ${version} is in force again, as version ${status.version}.`]);
}
