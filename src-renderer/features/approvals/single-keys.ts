/** Enter or Space alone never approves, even with the focus on the button: they are pressed by accident too easily. */
import type { KeyboardEvent } from 'react';

/** For the button's `onKeyDown`. */
export function refuseSingleKeys(event: KeyboardEvent): void {
  if ((event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.metaKey) event.preventDefault();
}
