/** Where containers of an engine are made: the one place where the kind of an engine matters. */

import type { Found } from '../find/try-engine.ts';
import { engineCalls } from '../run/engine-calls.ts';
import type { Firewall } from '../wall/firewall.ts';
import { inDocker } from './in-docker.ts';
import type { Workshop } from './make-container.ts';
import type { HandedFolder } from './podman/handed-files.ts';
import { inPodman } from './podman/in-podman.ts';
import { libpodCalls } from './podman/libpod-calls.ts';

export interface WorkshopParts {
  readonly handed: HandedFolder;
  readonly firewall: Pick<Firewall, 'raise'>;
}

/** @param until ends the wait for what a runtime does there */
export const workshopOf = (
  { docker, facts }: Found,
  { handed: { written }, firewall }: WorkshopParts,
  until: AbortSignal | null = null,
): Workshop => ({
  ...{ calls: engineCalls(docker, until), platform: facts.platform, raiseWall: firewall.raise },
  makingOf: facts.product === 'podman' ? inPodman({ libpod: libpodCalls(docker, until), handed: written }) : inDocker,
});
