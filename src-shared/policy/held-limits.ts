/** Of a command's terms, the limits that a plan carries: those that an engine holds. */
import type { RunLimits } from '../model/index.ts';
import type { CommandTerms } from './compiled-policy.ts';
import { PLANS_CARRY_LIMITS } from './defaults.ts';

type Held = Pick<RunLimits, 'memoryBytes' | 'pids' | 'cpuMs' | 'openFiles' | 'fileBytes'>;

const promisesNothing: Held = { memoryBytes: null, pids: null, cpuMs: null, openFiles: null, fileBytes: null };

export function heldLimits({ memoryBytes, pids, cpuMs, openFiles, fileBytes }: CommandTerms): Held {
  return PLANS_CARRY_LIMITS ? { memoryBytes, pids, cpuMs, openFiles, fileBytes } : promisesNothing;
}
