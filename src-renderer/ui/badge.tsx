/** Small labels: reach badges, and verdicts, which are a word and a shape as well as a colour. */
import type { ReactNode } from 'react';
import './badge.css';
import { Icon, type IconName } from './icons.tsx';

export type Tone = 'plain' | 'allow' | 'ask' | 'deny' | 'quiet';

export function Badge({ hot = false, children }: { readonly hot?: boolean; readonly children: ReactNode }): ReactNode {
  return (
    <li className={hot ? 'badge badge-hot' : 'badge'}>
      {hot && <Icon name="warning" />}
      {children}
    </li>
  );
}

/** An icon and a word in a verdict's colour. */
export function Said(props: { readonly tone: Tone; readonly icon: IconName; readonly children: ReactNode }): ReactNode {
  return (
    <span className={`said said-${props.tone}`}>
      <Icon name={props.icon} />
      {props.children}
    </span>
  );
}
