/** `countersign approvals`: the queue in a terminal. An answer repeats the digest of the plan that was fetched for it. */
import { type Command, Option } from 'commander';
import { ApprovalState } from '#shared/model/index.ts';
import { approvalJson } from '../approval-json.ts';
import { extrasOf } from '../card-extras.ts';
import { cardLines, cardRow, oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { findApproval } from '../find-approval.ts';
import { WrongUsage } from '../usage.ts';
import { addWatch } from './approvals-watch.ts';

export function addApprovals(program: Command, context: CommandContext): void {
  const approvals = program.command('approvals').description('requests that wait for a person, and how they ended');
  approvals
    .command('list')
    .addOption(new Option('--state <state>', 'only those in this state').choices(ApprovalState.options))
    .description('newest first')
    .action((options: { state?: ApprovalState }, command: Command) => list(context, command, options.state));
  approvals
    .command('show')
    .argument('<id>', 'the approval’s id, or a prefix that fits one')
    .description('the whole plan, one argument a line')
    .action((id: string, _options: unknown, command: Command) => show(context, command, id));
  approvals
    .command('approve')
    .argument('<id>', 'the approval’s id, or a prefix that fits one')
    .option('--scope <scope>', 'how much is approved: exact, this plan alone', 'exact')
    .option('--for <lifetime>', 'how long it holds: once', 'once')
    .description('approve exactly this plan, once')
    .action((id: string, options: Wish, command: Command) => approve(context, command, id, options));
  approvals
    .command('deny')
    .argument('<id>', 'the approval’s id, or a prefix that fits one')
    .option('--because <text>', 'why; the agent is told')
    .description('deny this request')
    .action((id: string, options: { because?: string }, command: Command) =>
      deny(context, command, id, options.because),
    );
  addWatch(approvals, context);
}

interface Wish {
  readonly scope: string;
  readonly for: string;
}

async function list(context: CommandContext, command: Command, state: ApprovalState | undefined): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const cards = await host.call('approvals.list', state === undefined ? {} : { state });
  const nowMs = context.terminal.nowMs();
  answer(
    cards.map(approvalJson),
    cards.length > 0 ? cards.map((card) => cardRow(card, paint, nowMs)) : ['Nothing waits.'],
  );
}

async function show(context: CommandContext, command: Command, id: string): Promise<void> {
  const { host, paint, answer } = asked(context, command);
  const card = await findApproval(host, id);
  const extras = await extrasOf(host, card);
  answer(approvalJson(card), cardLines({ card, ...extras, paint, nowMs: context.terminal.nowMs() }));
}

async function approve(context: CommandContext, command: Command, id: string, wish: Wish): Promise<void> {
  const { host, answer } = asked(context, command);
  if (wish.scope !== 'exact') {
    throw new WrongUsage(`--scope: expected exact, the only scope of this version, got ${JSON.stringify(wish.scope)}.`);
  }
  if (wish.for !== 'once') {
    throw new WrongUsage(`--for: expected once, the only lifetime of this version, got ${JSON.stringify(wish.for)}.`);
  }
  const card = await findApproval(host, id);
  const approved = await host.call('approvals.approve', { id: card.id, digest: card.digest });
  answer(approvalJson(approved), [`Approved once: ${oneLine(approved.summary)} (${approved.id})`]);
}

async function deny(context: CommandContext, command: Command, id: string, because: string | undefined): Promise<void> {
  const { host, answer } = asked(context, command);
  const reason = because?.trim();
  if (reason === '') throw new WrongUsage('--because: expected a reason, got nothing.');
  const card = await findApproval(host, id);
  const denied = await host.call('approvals.deny', { id: card.id, digest: card.digest, because: reason ?? null });
  answer(approvalJson(denied), [`Denied: ${oneLine(denied.summary)} (${denied.id})`]);
}
