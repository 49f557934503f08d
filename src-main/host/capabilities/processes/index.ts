import type { Capability } from '#host/capabilities/capability.ts';
import { getProcessList } from './get-process-list.ts';
import { getSystemInfo } from './get-system-info.ts';
import { killProcess } from './kill-process.ts';
import type { ProcessParts } from './process-parts.ts';

export type { ProcessParts } from './process-parts.ts';

/** Every tool about processes and the machine that they run on. */
export function processTools(parts: ProcessParts): readonly Capability[] {
  return [getProcessList(parts), killProcess(parts), getSystemInfo()] as unknown as readonly Capability[];
}
