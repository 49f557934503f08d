/** The engine's state, and what came of looking in a place, in a word, a shape and a colour. */
import type { Tone } from '#renderer/ui/badge.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import type { EngineCondition, EnginePlace } from '#shared/model/index.ts';

interface StateWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

export const conditionWords: Readonly<Record<EngineCondition, StateWords>> = {
  ready: { tone: 'allow', icon: 'check', word: 'ready' },
  slow: { tone: 'ask', icon: 'clock', word: 'slow' },
  odd: { tone: 'deny', icon: 'warning', word: 'not usable' },
  absent: { tone: 'deny', icon: 'bar', word: 'absent' },
};

export const placeWords: Readonly<Record<EnginePlace['outcome'], StateWords>> = {
  used: { tone: 'allow', icon: 'check', word: 'used' },
  answers: { tone: 'plain', icon: 'dot', word: 'answers' },
  asked: { tone: 'plain', icon: 'clock', word: 'no answer yet' },
  absent: { tone: 'plain', icon: 'ring', word: 'nothing there' },
  slow: { tone: 'ask', icon: 'clock', word: 'too slow' },
  odd: { tone: 'deny', icon: 'warning', word: 'not usable' },
};
