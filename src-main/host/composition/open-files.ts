/** What the tools for files stand on, and what a revert needs of it. */
import { homedir } from 'node:os';
import type { CapabilityParts } from '#host/capabilities/index.ts';
import { FileEngine } from '#host/engines/files/index.ts';
import type { Policies } from '#host/policy/index.ts';
import { homeTrash } from '#host/storage/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

export function openFiles(
  { clock, homeTrash: trash }: HostOptions,
  { content }: Pick<Ground, 'content'>,
  policies: Policies,
): Pick<CapabilityParts, 'files' | 'policy' | 'homeTrash'> {
  return {
    files: new FileEngine({ content, clock }),
    policy: () => policies.current(),
    homeTrash: trash ?? homeTrash(process.env, homedir()),
  };
}
