/** What was asked and how it was answered, counted by client and rule. Pure. */
import type { ApprovalHistory, PromptCount } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';

/** So many prompts in the time looked at, each of them approved, and a rule would serve the person better. */
const WORTH_A_RULE = 5;

/** @param cards those asked within the hours, oldest first */
export function countPrompts(cards: readonly Approval[], hours: number): ApprovalHistory {
  const groups = Map.groupBy(cards, ({ client, verdict }) => JSON.stringify([client.name, verdict.rule?.id ?? null]));
  const prompts = [...groups.values()].map((group) => countGroup(group, hours));
  return { hours, prompts: prompts.toSorted((a, b) => b.asked - a.asked) };
}

function countGroup(cards: readonly Approval[], hours: number): PromptCount {
  const [first] = cards;
  const last = cards.at(-1);
  if (first === undefined || last === undefined) throw new Error('a group without a card');
  const among = (...states: readonly Approval['state'][]): readonly Approval[] =>
    cards.filter(({ state }) => states.includes(state));
  const approved = among('approved');
  const denied = among('denied');
  const answerMs = [...approved, ...denied].map(
    (card) => Date.parse(card.answered_at ?? '') - Date.parse(card.asked_at),
  );
  const always = approved.length >= WORTH_A_RULE && approved.length === cards.length - among('pending').length;
  return {
    client: first.client.name,
    rule: first.verdict.rule?.id ?? null,
    asked: cards.length,
    approved: approved.length,
    denied: denied.length,
    unanswered: among('expired', 'requester_gone').length,
    median_answer_ms: median(answerMs),
    per_hour: Math.round((cards.length / hours) * 100) / 100,
    suggestion: always ? last.id : null,
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.filter((value) => Number.isFinite(value)).toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return Math.max(0, (low + high) / 2);
}
