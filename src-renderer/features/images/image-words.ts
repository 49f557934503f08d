/** The state of an image in a word, and what its button does. */

import type { Tone } from '#renderer/ui/badge.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import type { RunnerImage } from '#shared/model/index.ts';

interface StateWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

const states: Readonly<Record<RunnerImage['state'], StateWords>> = {
  missing: { tone: 'plain', icon: 'ring', word: 'not built' },
  ready: { tone: 'allow', icon: 'check', word: 'ready' },
  outdated: { tone: 'ask', icon: 'warning', word: 'outdated' },
  waiting: { tone: 'plain', icon: 'clock', word: 'waits its turn' },
  building: { tone: 'ask', icon: 'dot', word: 'building' },
  failed: { tone: 'deny', icon: 'bar', word: 'failed' },
  stopped: { tone: 'plain', icon: 'stop', word: 'stopped' },
};

export const stateWords = ({ state }: RunnerImage): StateWords => states[state];

export const isUnderWay = ({ state }: RunnerImage): boolean => state === 'waiting' || state === 'building';

/** Several gigabytes are built when somebody asks for them by name. */
const ONLY_BY_NAME = 'sage';

/** What one button builds: everything that solvers may need and that is not as it would be built today. */
export const worthBuilding = (images: readonly RunnerImage[]): readonly RunnerImage[] =>
  images.filter(
    (image) => image.kind === 'runner' && image.name !== ONLY_BY_NAME && image.state !== 'ready' && !isUnderWay(image),
  );

export function buildVerb({ kind, id, state }: RunnerImage): string {
  if (kind === 'base') return id === null ? 'Get it' : 'Get it anew';
  if (state === 'failed' || state === 'stopped') return 'Build again';
  return id === null ? 'Build' : 'Build anew';
}

/** How far it is, in percent; `null` where nobody knows yet. */
export function percentOf({ progress }: RunnerImage): number | null {
  if (progress === null || progress.steps === 0) return null;
  // A step that has begun is not done.
  return Math.round((Math.max(0, progress.step - 1) / progress.steps) * 100);
}
