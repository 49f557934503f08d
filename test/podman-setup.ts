/** Before the tests of containers in Podman: one of their own, with the image that they run in. Where there is none they are skipped, loudly; never in CI. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Docker from 'dockerode';
import type { TestProject } from 'vitest/node';
import { canStartPodman, openOwnPodman } from '../src-main/host/engines/container/fixtures/own-podman.ts';
import { clearWorkFolder } from '../src-main/host/engines/container/images/clear-work-folder.ts';
import { followBuild } from '../src-main/host/engines/container/images/follow-build.ts';
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
  const folder = mkdtempSync(join(tmpdir(), 'countersign-podman-'));
  const socket = join(folder, 'podman.sock');
  const podman = await openOwnPodman(join(folder, 'podman'), socket);
  const close = async (): Promise<void> => {
    await podman.close();
    await clearWorkFolder(folder);
  };
  try {
    await makeTestImage(found.docker, () => undefined);
    const loaded = await new Docker({ socketPath: socket }).loadImage(await found.docker.getImage(TEST_IMAGE).get());
    await followBuild(new Readable().wrap(loaded), () => undefined);
  } catch (error) {
    await close();
    throw error;
  }
  project.provide('hasEngine', true);
  project.provide('podmanSocket', socket);
  return close;
}
