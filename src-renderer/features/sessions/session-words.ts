/** How a session is or ended, in words and with a shape. Pure. */
import type { Tone } from '#renderer/ui/badge.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import type { SessionInfo } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';

export interface SessionWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly sentence: string;
}

export function sessionWords({ ended_because, running }: SessionInfo): SessionWords {
  switch (ended_because) {
    case null:
      return running.length > 0
        ? {
            ...{ tone: 'allow', icon: 'dot', word: `${counted(running.length, 'run', 'runs')} under way` },
            sentence: 'It is open, and something runs in it.',
          }
        : { tone: 'plain', icon: 'ring', word: 'open', sentence: 'It is open, and nothing runs in it.' };
    case 'killed':
      return { tone: 'plain', icon: 'stop', word: 'ended', sentence: 'Its client ended it.' };
    case 'idle':
      return { tone: 'plain', icon: 'clock', word: 'expired', sentence: 'Nobody used it for too long.' };
    case 'revoked':
      return { tone: 'deny', icon: 'bar', word: 'revoked', sentence: 'Its client’s token was revoked.' };
    case 'person':
      return { tone: 'plain', icon: 'stop', word: 'ended by a person', sentence: 'A person ended it.' };
    default:
      return ended_because satisfies never;
  }
}
