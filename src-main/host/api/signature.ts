/** Who did something, through which door: `anna via browser`. */
import type { Caller } from '#shared/contract/index.ts';

export const signatureOf = (caller: Caller): string => `${caller.user} via ${caller.via}`;
