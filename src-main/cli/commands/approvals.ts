/** `countersign approvals`: the queue in a terminal. An answer repeats the digest of the plan that was fetched for it. */
import { type Command, Option } from 'commander';
import { ApprovalState } from '#shared/model/index.ts';
import { approvalJson } from '../approval-json.ts';
import { extrasOf } from '../card-extras.ts';
import { cardLines, cardRow, oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { findApproval } from '../find-approval.ts';
import { WrongUsage } from '../usage.ts';
import { addMore } from './approvals-more.ts';
import { addWatch } from './approvals-watch.ts';
import { addApprove } from './approve.ts';

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
  addApprove(approvals, context);
  approvals
    .command('deny')
    .argument('<id>', 'the approval’s id, or a prefix that fits one')
    .option('--because <text>', 'why; the agent is told')
    .option('--note <text>', 'for yourself: what you want to remember about it')
    .description('deny this request')
    .action((id: string, options: { because?: string; note?: string }, command: Command) =>
      deny(context, command, id, options),
    );
  addMore(approvals, context);
  addWatch(approvals, context);
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

async function deny(
  context: CommandContext,
  command: Command,
  id: string,
  said: { readonly because?: string; readonly note?: string },
): Promise<void> {
  const { host, answer } = asked(context, command);
  const because = saidOrNull('--because', said.because);
  const note = saidOrNull('--note', said.note);
  const card = await findApproval(host, id);
  const denied = await host.call('approvals.deny', { id: card.id, digest: card.digest, because, note });
  answer(approvalJson(denied), [`Denied: ${oneLine(denied.summary)} (${denied.id})`]);
}

function saidOrNull(flag: string, text: string | undefined): string | null {
  const said = text?.trim() ?? null;
  if (said === '') throw new WrongUsage(`${flag}: expected ${flag === '--note' ? 'a note' : 'a reason'}, got nothing.`);
  return said;
}
