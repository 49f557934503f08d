/** A verdict as a word, a shape and a colour; the width is the same for all three, so that sentences line up. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from '#renderer/ui/icons.tsx';

export type VerdictWord = 'allow' | 'ask' | 'deny';

const icons: Readonly<Record<VerdictWord, IconName>> = { allow: 'check', ask: 'hand', deny: 'bar' };

export function VerdictBadge({ verdict }: { readonly verdict: VerdictWord }): ReactNode {
  return (
    <span className={`verdict verdict-${verdict}`}>
      <Icon name={icons[verdict]} />
      {verdict}
    </span>
  );
}
