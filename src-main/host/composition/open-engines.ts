/** The engines. What a killed host left running is ended before anything new starts. */
import { FileEngine } from '#host/engines/files/index.ts';
import { createProcessEngine } from '#host/engines/process/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

export async function openEngines(
  rooms: AsyncDisposableStack,
  { clock, log }: HostOptions,
  { folder, content, owner }: Pick<Ground, 'folder' | 'content' | 'owner'>,
) {
  const engine = rooms.adopt(
    createProcessEngine({ content, log: log.part('engine'), clock, outputSocket: folder.outputSocket, owner }),
    (room) => room.close(),
  );
  const files = new FileEngine({ content });
  return { engine, files, reaped: await engine.reap() };
}
