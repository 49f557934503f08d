/** Where Podman cannot be held to what Docker is held to, so that nothing is started in it; continues “…, because”. */
import type { Candidate } from './candidates.ts';
import type { EngineFacts } from './greet.ts';

/** The oldest whose own API is spoken here. */
const OLDEST_MAJOR = 4;

/** @returns `null` where containers can be made in it, and looked at before they start */
export function podmanShortcoming(
  { version, isRootless, holdsMemory }: Pick<EngineFacts, 'version' | 'isRootless' | 'holdsMemory'>,
  { address }: Pick<Candidate, 'address'>,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (!address.startsWith('unix://') || platform !== 'linux')
    return 'what it tells its runtime can be read on its own machine alone, and it is on another one';
  if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR))
    return `it is older than ${OLDEST_MAJOR}.0, whose own API is needed`;
  if (isRootless && !holdsMemory)
    return 'it is rootless and has no limit for memory here, which takes control groups of version 2 with delegation';
  if (isRootless) return 'it is rootless, and what such a one tells its runtime was never held against a plan here';
  return null;
}
