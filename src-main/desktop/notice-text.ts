/** What a notification says: who wants what, in one safe line. Never enough to decide on, so it always leads to the card. */
import type { Approval } from '#shared/model/index.ts';
import { visibleText } from '#shared/text/index.ts';

const MOST_CHARACTERS = 80;
/** No more than this much of a summary is looked at; each character shows as one or more. */
const ENOUGH = 2 * MOST_CHARACTERS;

export interface NoticeText {
  readonly title: string;
  readonly body: string;
}

/** @param platform Linux notification servers read the body as markup, so there it is escaped */
export function noticeText(card: Pick<Approval, 'client' | 'summary'>, platform: NodeJS.Platform): NoticeText {
  const verb = /^[A-Z]?[a-z]+(?= |$)/.exec(card.summary)?.[0].toLowerCase();
  const wish = verb === undefined ? 'is asking' : `wants to ${verb}`;
  const shown = [...visibleText(card.summary.slice(0, ENOUGH))];
  const text =
    shown.length <= MOST_CHARACTERS ? shown.join('') : `${shown.slice(0, MOST_CHARACTERS).join('')}… Open to review.`;
  return { title: `${visibleText(card.client.name)} ${wish}`, body: platform === 'linux' ? escapeMarkup(text) : text };
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
