/**
 * A refusal as an agent reads it. What somebody else wrote (a file's name, a program's words) may stand in its sentences, so nothing in
 * them hides, and nothing looks like a line or an instruction of ours.
 */
import type { Refusal } from '#shared/model/index.ts';
import { cutText, markHidden } from '#shared/text/index.ts';

/** Longer than any sentence of ours with the longest path in it. */
const LONGEST = 8000;

const told = (sentence: string): string => cutText(markHidden(sentence), LONGEST);

export function toldRefusal(refusal: Refusal): Refusal {
  const { message, hint } = refusal;
  return { ...refusal, message: told(message), hint: hint === null ? null : told(hint) };
}
