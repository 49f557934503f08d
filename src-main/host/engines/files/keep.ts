/** How a change is announced to whoever keeps what was there, so that it can be undone. */
import type { KeptChange } from '#shared/model/index.ts';

/** Told what is changed, right before it is: only once it resolves may it be. */
export type Keep = (change: KeptChange) => Promise<void>;
