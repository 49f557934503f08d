/** Before the tests of containers in Podman: one of their own, with the image that they run in. Where there is none they are skipped, loudly; never in CI. */
import type { TestProject } from 'vitest/node';
import { canStartPodman } from '../src-main/host/engines/container/fixtures/own-podman.ts';
import { openPodmanWith } from '../src-main/host/engines/container/fixtures/podman-with-image.ts';
import { makeTestImage, TEST_IMAGE } from './base-image.ts';
import { findEngine } from './container-engine.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the tests' own Podman listens; `null` in the project whose engine is the machine's. */
    readonly podmanSocket: string | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = await findEngine();
  if (found === null || !canStartPodman) {
    const words =
      'the tests of containers in Podman need root, podman with catatonit, and an engine that has their image';
    if (process.env.CI === 'true') throw new Error(words);
    process.stderr.write(`\nSKIPPED: ${words}: apt-get install docker.io podman catatonit\n\n`);
    project.provide('hasEngine', false);
    project.provide('podmanSocket', null);
    return async () => undefined;
  }
  await makeTestImage(found.docker, () => undefined);
  const podman = await openPodmanWith(TEST_IMAGE);
  project.provide('hasEngine', true);
  project.provide('podmanSocket', podman.socketPath);
  return async () => void (await podman.close());
}
