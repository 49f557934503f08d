/** The engines. What a killed host left running is ended before anything new starts. */
import { createContainerEngine, surroundings } from '#host/engines/container/index.ts';
import { createProcessEngine } from '#host/engines/process/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

export async function openEngines(
  rooms: AsyncDisposableStack,
  { clock, log, runnerImagesDir }: HostOptions,
  { folder, content, owner, machine, settings }: Pick<Ground, 'folder' | 'content' | 'owner' | 'machine' | 'settings'>,
) {
  const engine = rooms.adopt(
    createProcessEngine({ content, log: log.part('engine'), clock, outputSocket: folder.outputSocket, owner, machine }),
    (room) => room.close(),
  );
  const containers = rooms.adopt(
    createContainerEngine({
      ...{ content, log: log.part('containers'), clock, owner },
      surroundings: () => surroundings(settings.current().engine),
      handedFolder: folder.podman,
      images: { folder: runnerImagesDir, workFolder: folder.imageWork },
    }),
    (room) => room.close(),
  );
  // In the background: an engine that does not answer must not hold the start up, and nothing of ours starts in it unseen.
  containers
    .reap()
    .catch((error: unknown) => log.warn({ err: error }, 'left-behind containers could not be looked for'));
  return { engine, containers, reaped: await engine.reap() };
}
