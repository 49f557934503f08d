/** `countersign policy diff`, `accept`, `discard`, `confirm-outside`: what to do with a change that was made outside the app. */
import type { Command } from 'commander';
import type { OutsideChange } from '#shared/contract/index.ts';
import { exactTime, visibleText } from '#shared/text/index.ts';
import { type Asked, asked, type CommandContext } from '../command-context.ts';
import { lineDiff, shortDiff } from '../line-diff.ts';
import { Failed, WrongUsage } from '../usage.ts';

export function addPolicyOutside(policy: Command, context: CommandContext): void {
  policy
    .command('diff')
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
