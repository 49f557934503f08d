/** The policy, and the tools around it. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type FilePins, inspectProgram } from '#host/engines/process/index.ts';
import { openPolicy, PolicyTools, type SandboxHere, starterPolicy } from '#host/policy/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

export async function openPolicyRooms(
  rooms: AsyncDisposableStack,
  { clock, log, policyFile }: HostOptions,
  { folder, records, settings }: Pick<Ground, 'folder' | 'records' | 'settings'>,
  pins: FilePins,
  sandbox?: SandboxHere,
) {
  const file = policyFile ?? join(folder.root, 'policy.yaml');
  const policies = rooms.adopt(
    await openPolicy({
      ...{ file, ownFolders: [folder.root], home: homedir(), historyFolder: folder.policyHistory },
      ...{ clock, log: log.part('policy') },
      starter: () => starterPolicy(sandbox === undefined ? {} : { sandbox }),
      inspectProgram: (path) => inspectProgram(pins, path),
      confirmsOutside: () => settings.current().confirm_outside,
    }),
    (room) => room.close(),
  );
  const policyTools = rooms.adopt(new PolicyTools({ policies, records, clock, file }), (room) => room.close());
  return { policies, policyTools };
}
