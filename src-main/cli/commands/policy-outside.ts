/** `countersign policy status`, `outside`, `accept`, `discard`, `confirm-outside`: what is in force, and changes made outside the app. */
import type { Command } from 'commander';
import type { OutsideChange } from '#shared/contract/index.ts';
import { exactTime, visibleText } from '#shared/text/index.ts';
import { type Asked, asked, type CommandContext } from '../command-context.ts';
import { lineDiff, shortDiff } from '../line-diff.ts';
import { Failed, WrongUsage } from '../usage.ts';

export function addPolicyOutside(policy: Command, context: CommandContext): void {
  policy
    .command('status')
    .description('which version is in force, and what is wrong with the file or waits in it')
    .action((_options: unknown, command: Command) => status(context, command));
  policy
    .command('outside')
    .alias('diff')
    .description('the change made outside the app that waits, against what is in force')
    .action((_options: unknown, command: Command) => diff(context, command));
  policy
    .command('accept')
    .description('put the change that waits in force')
    .action((_options: unknown, command: Command) => answerChange(context, command, 'accept'));
  policy
    .command('discard')
    .description('put what is in force back into the file')
    .action((_options: unknown, command: Command) => answerChange(context, command, 'discard'));
  policy
    .command('confirm-outside')
    .argument('<switch>', 'on or off')
    .description('whether a change made outside the app waits for you')
    .action((word: string, _options: unknown, command: Command) => confirmOutside(context, command, word));
}

async function status(context: CommandContext, command: Command): Promise<void> {
  const { host, answer } = asked(context, command);
  const now = await host.call('policy.status', {});
  const { confirm_outside } = await host.call('policy.settings', {});
  answer(now, [
    now.version === 0 ? 'No policy is in force: everything is denied.' : `Version ${now.version} is in force.`,
    `File: ${visibleText(now.file)}`,
    ...now.problems.map(({ line, column, message }) =>
      visibleText(line === 0 ? message : `${now.file}:${line}:${column}: ${message}`, 'layout'),
    ),
    ...(now.outside_change
      ? ['`countersign policy outside` shows the change that waits; `policy accept` or `policy discard` settles it.']
      : []),
    confirm_outside
      ? 'A change made to the file outside the app waits until you accept it.'
      : 'A change made to the file outside the app takes effect as soon as it is saved.',
  ]);
}

/** @throws Failed when nothing waits */
async function waiting({ host }: Asked): Promise<OutsideChange> {
  const change = await host.call('policy.outside', {});
  if (change === null) throw new Failed('No change waits: what is in the file is in force, or has problems.');
  return change;
}

async function diff(context: CommandContext, command: Command): Promise<void> {
  const called = asked(context, command);
  const { host, paint, answer } = called;
  const change = await waiting(called);
  const { version } = await host.call('policy.status', {});
  const before = version === 0 ? '' : (await host.call('policy.version', { version })).text;
  const lines = shortDiff(lineDiff(before, change.text)).map((line) => visibleText(line, 'layout'));
  const colour = (line: string) => (line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'dim');
  answer({ sha256: change.sha256, seen_at: change.seen_at, version, diff: lines }, [
    `Seen ${exactTime(change.seen_at)}, against version ${version}:`,
    ...lines.map((line) => paint(colour(line), line)),
  ]);
}

async function answerChange(context: CommandContext, command: Command, what: 'accept' | 'discard'): Promise<void> {
  const called = asked(context, command);
  // The hash of what waits now goes with the answer: a change that is made meanwhile is not what is meant.
  const { sha256 } = await waiting(called);
  const status = await called.host.call(`policy.${what}`, { sha256 });
  called.answer(status, [
    what === 'accept'
      ? `The change is in force, as version ${status.version}.`
      : `The change is discarded. Version ${status.version} stays in force and is in the file.`,
  ]);
}

async function confirmOutside(context: CommandContext, command: Command, word: string): Promise<void> {
  if (word !== 'on' && word !== 'off') throw new WrongUsage(`SWITCH: expected on or off, got ${JSON.stringify(word)}.`);
  const { host, answer } = asked(context, command);
  const { on } = await host.call('policy.confirmOutside', { on: word === 'on' });
  answer({ on }, [
    on
      ? 'A change made outside the app waits until you accept it.'
      : 'A change made outside the app takes effect as soon as the file is saved.',
  ]);
}
