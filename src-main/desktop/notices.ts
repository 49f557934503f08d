/**
 * One notification a waiting card: silent, repeated once after a minute, gone when the card is answered. A click opens the card;
 * there is Review and Deny where the system shows buttons, and never Approve. In a flood the later cards share one notice.
 */
import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron';
import type { Clock } from '#host/ports/index.ts';
import type { Approval, ApprovalId } from '#shared/model/index.ts';
import { noticeText } from './notice-text.ts';

const REPEAT_AFTER_MS = 60_000;
const MOST_OWN_NOTICES = 3;
const REVIEW = 0;
const DENY = 1;

export interface NoticesSetting {
  readonly Notification: {
    new (options: NotificationConstructorOptions): ElectronNotification;
    isSupported(): boolean;
  };
  readonly platform: NodeJS.Platform;
  readonly clock: Pick<Clock, 'after'>;
  /** Whether the person is looking at the window right now; then only the repetition is shown. */
  readonly attended: () => boolean;
  /** Opens the window, at this card if there is one. */
  readonly review: (card: Approval | null) => void;
  readonly deny: (card: Approval) => void;
}

export interface Notices {
  show(card: Approval): void;
  clear(id: ApprovalId): void;
  /** Takes down all of them. */
  close(): void;
}

export function createNotices(setting: NoticesSetting): Notices {
  const own = new Map<ApprovalId, Disposable>();
  const sharing = new Set<ApprovalId>();
  let shared: Disposable | null = null;

  const clear = (id: ApprovalId): void => {
    own.get(id)?.[Symbol.dispose]();
    own.delete(id);
    if (!sharing.delete(id) || sharing.size > 0) return;
    shared?.[Symbol.dispose]();
    shared = null;
  };

  return {
    show(card) {
      if (!setting.Notification.isSupported() || own.has(card.id)) return;
      if (own.size < MOST_OWN_NOTICES) {
        own.set(card.id, showTwice(cardNotice(card, setting), setting));
        return;
      }
      sharing.add(card.id);
      shared ??= showTwice(sharedNotice(setting), setting);
    },
    clear,
    close() {
      for (const id of [...own.keys(), ...sharing]) clear(id);
    },
  };
}

function cardNotice(card: Approval, setting: NoticesSetting): ElectronNotification {
  const notice = new setting.Notification({
    ...noticeText(card, setting.platform),
    silent: true,
    timeoutType: 'never',
    actions: [
      { type: 'button', text: 'Review' },
      { type: 'button', text: 'Deny' },
    ],
  });
  notice.on('click', () => setting.review(card));
  notice.on('action', ({ actionIndex }) => {
    if (actionIndex === REVIEW) setting.review(card);
    if (actionIndex === DENY) setting.deny(card);
  });
  return notice;
}

function sharedNotice(setting: NoticesSetting): ElectronNotification {
  const notice = new setting.Notification({
    title: 'More requests wait for you',
    body: 'Open Countersign to review them.',
    silent: true,
  });
  notice.on('click', () => setting.review(null));
  return notice;
}

/** Shows it now and once more later, unless it is disposed of first, which also takes it down. */
function showTwice(notice: ElectronNotification, { clock, attended }: NoticesSetting): Disposable {
  if (!attended()) notice.show();
  const cancel = clock.after(REPEAT_AFTER_MS, () => notice.show());
  return {
    [Symbol.dispose]() {
      cancel();
      notice.close();
    },
  };
}
