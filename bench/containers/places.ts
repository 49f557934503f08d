/** The engines that are measured: the machine's own, one with the real gVisor in it, and Podman. What is not on the machine is told apart, with why. */

import { type Found, tryEngine } from '#host/engines/container/find/try-engine.ts';
import { isGvisorThere, openOwnGvisor, WHAT_GVISOR_NEEDS } from '#host/engines/container/fixtures/gvisor-engine.ts';
import { canStartPodman } from '#host/engines/container/fixtures/own-podman.ts';
import { openPodmanWith } from '#host/engines/container/fixtures/podman-with-image.ts';
import { TEST_IMAGE } from '../../test/base-image.ts';

export interface Place {
  readonly found: Found;
  readonly runtime: 'runc' | 'runsc';
  /** Whether the engine tells at once that a container is gone. */
  readonly tellsAtOnce: boolean;
  close(): Promise<unknown>;
}

interface Candidate {
  readonly name: string;
  /** What it takes, where that is not there. */
  readonly missing: string | null;
  open(): Promise<Place>;
}

/** @param machines the machine's own, which has the tests' image */
export const places = (machines: Found): readonly Candidate[] => [
  {
    ...{ name: 'Docker', missing: null },
    open: async () => ({
      ...{ found: machines, runtime: 'runc', tellsAtOnce: machines.facts.product === 'docker' },
      close: async () => undefined,
    }),
  },
  {
    ...{ name: 'gVisor', missing: isGvisorThere ? null : `it takes ${WHAT_GVISOR_NEEDS}` },
    async open() {
      const own = await openOwnGvisor();
      return { found: await foundAt(own.address), runtime: 'runsc', tellsAtOnce: true, close: own.close };
    },
  },
  {
    ...{ name: 'Podman', missing: canStartPodman ? null : 'it takes root, podman and catatonit' },
    async open() {
      const own = await openPodmanWith(TEST_IMAGE);
      const found = await foundAt(`unix://${own.socketPath}`);
      return { found, runtime: 'runc', tellsAtOnce: false, close: own.close };
    },
  },
];

const PATIENCE_MS = 30_000;

async function foundAt(address: string): Promise<Found> {
  const candidate = { address, because: 'because it was started for this', tlsFolder: null };
  const { found, words } = await tryEngine(candidate, PATIENCE_MS);
  if (found === null) throw new Error(`No engine at ${address}: ${words}`);
  return found;
}
