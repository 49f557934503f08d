/** `countersign approvals approve`: exactly this plan once, or wider and longer where that is offered; *always* shows the rule before it writes it. */
import type { Command } from 'commander';
import type { ApprovalOffers, HostClient } from '#shared/contract/index.ts';
import { type Approval, ApprovalLifetime, ApprovalScope } from '#shared/model/index.ts';
import { visibleText } from '#shared/text/index.ts';
import { approvalJson } from '../approval-json.ts';
import { oneLine } from '../card-lines.ts';
import { asked, type CommandContext } from '../command-context.ts';
import { findApproval } from '../find-approval.ts';
import { lineDiff, shortDiff } from '../line-diff.ts';
import { sha256Of } from '../sha256.ts';
import type { Paint } from '../terminal.ts';
import { Failed, WrongUsage } from '../usage.ts';

const RULES = ['exact', 'workspace', 'template'] as const;
type RuleChoice = (typeof RULES)[number];

interface Wish {
  readonly scope: string;
  readonly for: string;
  readonly rule?: string;
  readonly note?: string;
}

export function addApprove(approvals: Command, context: CommandContext): void {
  approvals
    .command('approve')
    .argument('<id>', 'the approval’s id, or a prefix that fits one')
    .option('--scope <scope>', `how much is approved: ${ApprovalScope.options.join(', ')}`, 'exact')
    .option('--for <lifetime>', `how long it holds: ${ApprovalLifetime.options.join(', ')}`, 'once')
    .option('--rule <choice>', `with --for always, which rule is written: ${RULES.join(', ')}`)
    .option('--note <text>', 'for yourself: what you want to remember about it')
    .description('approve exactly this plan, once, unless you say more')
    .action((id: string, wish: Wish, command: Command) => approve(context, command, id, wish));
}

async function approve(context: CommandContext, command: Command, id: string, wish: Wish): Promise<void> {
  const { host, answer, paint } = asked(context, command);
  const scope = oneOf('--scope', wish.scope, ApprovalScope.options);
  const lifetime = oneOf('--for', wish.for, ApprovalLifetime.options);
  const rule = wish.rule === undefined ? undefined : oneOf('--rule', wish.rule, RULES);
  if (scope !== 'exact' && lifetime === 'once') {
    throw new WrongUsage(`--scope ${scope}: say for how long, too: --for session, hour or until-quit.`);
  }
  if (rule !== undefined && lifetime !== 'always') throw new WrongUsage('--rule: goes with --for always.');
  const note = wish.note?.trim() ?? null;
  if (note === '') throw new WrongUsage('--note: expected a note, got nothing.');
  const card = await findApproval(host, id);
  const more = lifetime === 'always' ? await chosenRule(host, card, rule, paint) : {};
  const approved = await host.call('approvals.approve', {
    id: card.id,
    digest: card.digest,
    scope,
    lifetime,
    note,
    ...more,
  });
  answer(approvalJson(approved), [`${words(scope, lifetime)}: ${oneLine(approved.summary)} (${approved.id})`]);
}

function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new WrongUsage(`${flag}: expected ${choices.join(', ')}, got ${JSON.stringify(text)}.`);
}

/** @throws Failed with the rules that there are, when none was chosen or none is offered */
async function chosenRule(host: HostClient, card: Approval, rule: RuleChoice | undefined, paint: Paint) {
  const offers = await host.call('approvals.offers', { id: card.id });
  if (offers.always.length === 0) throw new Failed(offers.always_refused ?? 'No rule is offered for this request.');
  const chosen = offers.always.find(({ choice }) => choice === rule);
  if (chosen === undefined) {
    throw new Failed(`${offerLines(offers, paint).join('\n')}\nNothing was approved. Choose one of them with --rule.`);
  }
  return { always: chosen.choice, base: sha256Of(offers.policy_text) };
}

/** Each rule that could be written, as what it would change in the policy. */
function offerLines({ always, policy_text }: ApprovalOffers, paint: Paint): readonly string[] {
  return always.flatMap(({ choice, sentence, text, also_matched, of }) => [
    `${paint('bold', `--rule ${choice}`)}  ${visibleText(sentence)}`,
    `  It would also have matched ${also_matched} of the last ${of} requests.`,
    ...shortDiff(lineDiff(policy_text, text)).map((line) => `  ${coloured(visibleText(line, 'layout'), paint)}`),
    '',
  ]);
}

function coloured(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}

export function words(scope: ApprovalScope, lifetime: ApprovalLifetime): string {
  const reach = { exact: 'exactly this', template: 'this template', rule: 'what this rule asks about' }[scope];
  switch (lifetime) {
    case 'once':
      return 'Approved once';
    case 'session':
      return `Approved ${reach} until its session ends`;
    case 'hour':
      return `Approved ${reach} for an hour`;
    case 'until-quit':
      return `Approved ${reach} until Countersign quits`;
    case 'always':
      return 'Approved, and a rule was written';
    default:
      return lifetime satisfies never;
  }
}
