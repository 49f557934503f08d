/** The rest of `countersign approvals`: answers to many, answers in advance, and what was asked and answered before. */
import type { Command } from 'commander';
import type { OperationOutput, PromptCount } from '#shared/contract/index.ts';
import { counted, duration, visibleText } from '#shared/text/index.ts';
import { approvalJson } from '../approval-json.ts';
import { cardRow, oneLine, shortEnough } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { findApproval } from '../find-approval.ts';
import { parseClientName, parseCount } from '../parse-flags.ts';
import { WrongUsage } from '../usage.ts';

const LONGEST_HOURS = 720;

interface Said {
  readonly because?: string;
  readonly note?: string;
}

export function addMore(approvals: Command, context: CommandContext): void {
  approvals
    .command('deny-all')
    .argument('<client>', 'the client')
    .option('--because <text>', 'why; the agent is told')
    .option('--note <text>', 'for yourself: what you want to remember about it')
    .description('deny everything of one client that waits now')
    .action((client: string, options: Said, command: Command) => denyAll(context, command, client, options));
  approvals
    .command('preapprove')
    .argument('<id>', 'the approval’s id, or a prefix that fits one')
    .description('for a request whose client is gone: let the identical one pass once within ten minutes')
    .action((id: string, _options: unknown, command: Command) => preapprove(context, command, id));
  approvals
    .command('hear')
    .argument('<client>', 'the client')
    .description('end the quiet time of a client whose requests nobody answered')
    .action((client: string, _options: unknown, command: Command) => hear(context, command, client));
  approvals
    .command('history')
    .option('--hours <n>', 'how far back', '24')
    .description('what was asked by whom and by which rule, how it was answered, how fast')
    .action((options: { hours: string }, command: Command) => history(context, command, options.hours));
}

async function denyAll(context: CommandContext, command: Command, client: string, said: Said): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const because = said.because?.trim() ?? null;
  if (because === '') throw new WrongUsage('--because: expected a reason, got nothing.');
  const note = said.note?.trim() ?? null;
  if (note === '') throw new WrongUsage('--note: expected a note, got nothing.');
  const settled = await host.call('approvals.denyAllOf', { client: parseClientName('CLIENT', client), because, note });
  const nowMs = context.terminal.nowMs();
  answer(settledJson(settled), [
    settled.answered.length === 0
      ? 'Nothing of it waits.'
      : `Denied ${counted(settled.answered.length, 'request', 'requests')}:`,
    ...settled.answered.map((card) => `  ${cardRow(card, paint, nowMs)}`),
    ...settled.left.map(({ id, because: why }) => `  ${shortEnough(id)}  ${why}`),
  ]);
}

export const settledJson = ({ answered, left }: OperationOutput<'approvals.denyAllOf'>) => ({
  answered: answered.map(approvalJson),
  left,
});

async function preapprove(context: CommandContext, command: Command, id: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const card = await findApproval(host, id);
  const given = await host.call('approvals.preapprove', { id: card.id, digest: card.digest });
  answer(approvalJson(given), [`Passes once within ten minutes: ${oneLine(given.summary)} (${given.id})`]);
}

async function hear(context: CommandContext, command: Command, client: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const heard = await host.call('approvals.hearAgain', { client: parseClientName('CLIENT', client) });
  answer(heard, [`${heard.client} is heard again.`]);
}

async function history(context: CommandContext, command: Command, text: string): Promise<void> {
  const { host, answer } = asked(context, command);
  const hours = parseCount('--hours', text, LONGEST_HOURS);
  const found = await host.call('approvals.history', { hours });
  answer(
    found,
    found.prompts.length === 0 ? [`Nobody was asked in the last ${hours} h.`] : found.prompts.flatMap(lines),
  );
}

function lines(count: PromptCount): readonly string[] {
  const by = count.rule === null ? 'a built-in rule' : `rule ${visibleText(count.rule)}`;
  const speed = count.median_answer_ms === null ? '' : `, answered after ${duration(count.median_answer_ms)} (median)`;
  return [
    `${count.client}, ${by}: asked ${counted(count.asked, 'time', 'times')} (${count.per_hour} an hour): ${count.approved} approved, ${count.denied} denied, ${count.unanswered} unanswered${speed}`,
    ...(count.suggestion === null
      ? []
      : [`  You always said yes. Make it a rule: countersign approvals show ${shortEnough(count.suggestion)}`]),
  ];
}
