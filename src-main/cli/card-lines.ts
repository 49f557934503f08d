/** An approval card as lines for a terminal, in the order of the prompt: who · what · the plan · why it is asked · the agent's reason. Pure. */
import type { Approval, RuleRef } from '#shared/model/index.ts';
import {
  counted,
  duration,
  exactTime,
  foreignHosts,
  hasRightToLeft,
  hiddenCount,
  looksMixed,
  peerWords,
  relativeTime,
  riskOf,
  textsOf,
  visible,
  visibleText,
} from '#shared/text/index.ts';
import type { CardExtras } from './card-extras.ts';
import { changeLines } from './change-lines.ts';
import { labelled } from './line-parts.ts';
import { planLines } from './plan-lines.ts';
import type { Paint } from './terminal.ts';
import { waitingFileLines as fileLines } from './waiting-files.ts';

export interface CardView extends CardExtras {
  readonly card: Approval;
  readonly paint: Paint;
  readonly nowMs: number;
}

export function cardLines({ card, stdin, change, files, paint, nowMs }: CardView): readonly string[] {
  const { verdict, plan } = card;
  return [
    `${paint('bold', card.id)}  ${stateWords(card, paint, nowMs)}`,
    '',
    `${paint('cyan', card.client.name)} asks${claimWords(card.client.claims)}, through ${oneLine(card.tool)}:`,
    `  ${peerWords(card.peer, nowMs)}`,
    `  ${paint('bold', oneLine(card.summary))}`,
    '',
    ...warningLines(card, paint),
    ...indented(planLines(plan)),
    ...(stdin === undefined ? [] : ['  Input, in full:', ...quoted(stdin)]),
    ...(change === undefined ? [] : ['  The change, in full:', ...changeLines(change).map((line) => `  │ ${line}`)]),
    ...files.flatMap(fileLines),
    `  ${labelled('Digest', card.digest)}`,
    '',
    `Why you are asked: ${ruleWords(verdict.rule)}`,
    ...indented(verdict.reasons.map((reason) => `- ${oneLine(reason)}`)),
    ...(card.agent_reason === null ? [] : ['', 'The agent says (unverified):', ...quoted(card.agent_reason)]),
    ...(card.because === null ? [] : ['', 'The reason given:', ...quoted(card.because)]),
    ...(card.note === null ? [] : ['', 'Noted:', ...quoted(card.note)]),
    ...afterwards(card, paint, nowMs),
  ];
}

/** One line a card, for lists and announcements. The id is long enough to be used. */
export function cardRow(card: Approval, paint: Paint, nowMs: number): string {
  const who = visibleText(card.client.name);
  return `${shortEnough(card.id)}  ${stateWords(card, paint, nowMs)}  ${paint('cyan', who)}: ${oneLine(card.summary)}`;
}

const SHOWN_ID_LENGTH = 12;
/** 40 random bits: enough to be a unique prefix, short enough to type. */
export const shortEnough = (id: string): string => id.slice(0, SHOWN_ID_LENGTH);

export function stateWords(
  { state, asked_at, expires_at, answered_by }: Approval,
  paint: Paint,
  nowMs: number,
): string {
  const by = answered_by === null ? '' : ` by ${visibleText(answered_by)}`;
  switch (state) {
    case 'pending':
      return paint(
        'yellow',
        `waiting since ${relativeTime(Date.parse(asked_at), nowMs)}, ends ${relativeTime(Date.parse(expires_at), nowMs)}`,
      );
    case 'approved':
      return paint('green', `approved${by}`);
    case 'denied':
      return paint('red', `denied${by}`);
    case 'expired':
      return paint('dim', `expired ${exactTime(expires_at)}`);
    case 'requester_gone':
      return paint('dim', 'requester gone');
    default:
      return state satisfies never;
  }
}

export const ruleWords = (rule: RuleRef | null): string =>
  rule === null
    ? 'no rule matched, and the default is deny'
    : rule.file === null
      ? `built-in rule ${rule.id}`
      : `rule ${visibleText(rule.id)}, ${visibleText(rule.file)}:${rule.line}`;

const claimWords = (claims: string | null): string => (claims === null ? '' : ` (claims to be ${oneLine(claims)})`);

/** What became of a card that ended: whether it still waits to be used, why it was not carried out, how it can be after all. */
function afterwards({ state, preapproved_until, drift }: Approval, paint: Paint, nowMs: number): readonly string[] {
  const left = preapproved_until === null ? null : Date.parse(preapproved_until) - nowMs;
  return [
    ...(state === 'expired'
      ? [
          '',
          'A missed answer cannot be given later. To have it run, tell the agent to ask again: it comes back as a new request.',
        ]
      : []),
    ...(left === null
      ? []
      : [
          '',
          left > 0
            ? `Passes once when the client comes back, for ${duration(left)} more.`
            : 'The client did not come back in time; nothing ran.',
        ]),
    ...(drift === null
      ? []
      : [
          '',
          paint('red', 'It did not run, because this had changed by then:'),
          ...drift.flatMap((line) => quoted(line)),
        ]),
  ];
}

function warningLines({ plan, repeats }: Approval, paint: Paint): readonly string[] {
  const texts = textsOf(plan);
  const hidden = texts.reduce((sum, text) => sum + hiddenCount(text), 0);
  const found = [
    ...(hidden > 0 ? [`contains ${counted(hidden, 'hidden character', 'hidden characters')}, marked ‹so›`] : []),
    ...(texts.some(looksMixed) ? ['contains letters that look like others, marked ‹so›'] : []),
    ...foreignHosts(texts).map(({ host, lookedUpAs }) => `${visibleText(host)} is looked up as ${lookedUpAs}`),
    ...(texts.some(hasRightToLeft) ? ['contains text from right to left, marked ‹so›'] : []),
    ...riskOf(plan)
      .because.filter((because) => !because.startsWith('contains'))
      .map((because) => `high risk: it ${because}`),
    ...(repeats > 0 ? [`asked ${counted(repeats + 1, 'time', 'times')}; a yes is for one run`] : []),
  ];
  return found.length === 0 ? [] : [...found.map((text) => paint('red', `! ${text}`)), ''];
}

/**
 * Text that others wrote, on one line, with whatever does not print as itself as a mark. Brackets stay as they are: the sentence may
 * carry marks already, and the plan below it is the exact form.
 */
export const oneLine = (text: string): string =>
  visible(text)
    .map((span) => (span.kind === 'mark' ? (span.text === ' ' ? ' ' : `‹${span.label}›`) : span.text))
    .join('');

/** Text of several lines, each behind a bar, so that none of it can pass for ours. */
export const quoted = (text: string): readonly string[] =>
  text.split('\n').map((line) => `  │ ${visibleText(line, 'layout')}`);

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
