/** Where containers of an engine are made: the one place where the kind of an engine matters. */

import type { Found } from '../find/try-engine.ts';
import { engineCalls } from '../run/engine-calls.ts';
import { inDocker } from './in-docker.ts';
import type { Workshop } from './make-container.ts';
import type { HandedFolder } from './podman/handed-files.ts';
import { inPodman } from './podman/in-podman.ts';
import { libpodCalls } from './podman/libpod-calls.ts';

/** @param until ends the wait for what a runtime does there */
export const workshopOf = (
  { docker, facts }: Found,
  { written }: HandedFolder,
  until: AbortSignal | null = null,
): Workshop => ({
  ...{ calls: engineCalls(docker, until), platform: facts.platform },
  makingOf: facts.product === 'podman' ? inPodman({ libpod: libpodCalls(docker, until), handed: written }) : inDocker,
});
