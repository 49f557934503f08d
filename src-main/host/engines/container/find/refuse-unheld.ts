/** What an engine would take and not keep is refused before anything is planned or started in it. */
import { Refused } from '#shared/model/index.ts';
import type { EngineFacts } from './greet.ts';

/** @throws Refused SANDBOX_MISSING: a limit that the engine would accept and not hold is no limit */
export function refuseUnheld({ name, holdsMemory, holdsPids, shortcoming }: EngineFacts): void {
  if (shortcoming !== null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `No container is started in ${name}, because ${shortcoming}.`,
      hint: 'The person has to use Docker, also a rootless one, or Podman on the same machine and as the same user as Countersign.',
    });
  }
  const missing = !holdsMemory ? 'a limit for memory' : !holdsPids ? 'a limit for processes' : null;
  if (missing !== null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `The plan calls for ${missing}, and ${name} does not have that here.`,
    });
  }
}
