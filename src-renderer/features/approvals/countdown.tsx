/**
 * How long a card still waits: a thin ring and the time. When it is over the answer is no. A card that was touched stops counting: it
 * says until when it stays, and counts again in its last minutes.
 */
import type { ReactNode } from 'react';
import { useNow } from '#renderer/ui/now.ts';
import type { Approval } from '#shared/model/index.ts';
import { clock, duration, exactTime, timeOfDay } from '#shared/text/index.ts';

const circumference = 2 * Math.PI * 6;
/** A touched card stays for an hour from when it was asked; no card that was not touched stays as long. */
const heldMs = 3_600_000 - 5000;
const lastMinutesMs = 5 * 60_000;

export const isHeld = (card: Pick<Approval, 'asked_at' | 'expires_at'>, now: number): boolean =>
  Date.parse(card.expires_at) - Date.parse(card.asked_at) >= heldMs &&
  Date.parse(card.expires_at) - now > lastMinutesMs;

export function Countdown({ card }: { readonly card: Approval }): ReactNode {
  const now = useNow(1000);
  const ends = Date.parse(card.expires_at);
  const left = Math.max(0, ends - now);
  const held = isHeld(card, now);
  const share = held ? 1 : Math.min(1, left / Math.max(1, ends - Date.parse(card.asked_at)));
  return (
    <span
      className={held ? 'card-end countdown countdown-held' : 'card-end countdown'}
      role="timer"
      aria-label={
        held ? `Held until ${timeOfDay(card.expires_at)}` : `${duration(Math.round(left / 1000) * 1000)} left to answer`
      }
      title={`Without an answer by ${exactTime(card.expires_at)} it is denied`}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle className="ring-all" cx="8" cy="8" r="6" fill="none" strokeWidth="2.5" />
        <circle
          className="ring-left"
          cx="8"
          cy="8"
          r="6"
          fill="none"
          strokeWidth="2.5"
          strokeDasharray={circumference}
          strokeDashoffset={circumference * (1 - share)}
          transform="rotate(-90 8 8)"
        />
      </svg>
      {held ? `held until ${timeOfDay(card.expires_at).slice(0, 5)}` : clock(left)}
    </span>
  );
}
