/** Where containers of an engine are made: the one place where the kind of an engine matters. */

import type { Found } from '../find/try-engine.ts';
import { engineCalls } from '../run/engine-calls.ts';
import { inDocker } from './in-docker.ts';
import type { Workshop } from './make-container.ts';
import type { HandedFolder } from './podman/handed-files.ts';
import { inPodman } from './podman/in-podman.ts';
import { libpodCalls } from './podman/libpod-calls.ts';

export const workshopOf = ({ docker, facts }: Found, { written }: HandedFolder): Workshop => ({
  ...{ calls: engineCalls(docker), platform: facts.platform },
  makingOf: facts.product === 'podman' ? inPodman({ libpod: libpodCalls(docker), handed: written }) : inDocker,
});
