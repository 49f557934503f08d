/** What the tools for files stand on. */
import { homedir } from 'node:os';
import { Transfers } from '#host/capabilities/files/index.ts';
import type { CapabilityParts } from '#host/capabilities/index.ts';
import { FileEngine } from '#host/engines/files/index.ts';
import type { Policies } from '#host/policy/index.ts';
import { homeTrash } from '#host/storage/index.ts';
import type { ClientName } from '#shared/model/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

export async function openFiles(
  rooms: AsyncDisposableStack,
  { clock, homeTrash: trash }: HostOptions,
  { content, folder }: Pick<Ground, 'content' | 'folder'>,
  policies: Policies,
  clients: { onRevoked(listener: (client: ClientName) => void): () => void },
): Promise<Pick<CapabilityParts, 'files' | 'transfers' | 'policy' | 'homeTrash'>> {
  const terms = () => policies.current().files;
  const transfers = rooms.adopt(await Transfers.open({ folder: folder.transfers, clock, terms }), (room) =>
    room.close(),
  );
  rooms.defer(clients.onRevoked((client) => void transfers.endAllOf(client)));
  return {
    ...{ transfers, files: new FileEngine({ content, clock }), policy: () => policies.current() },
    homeTrash: trash ?? homeTrash(process.env, homedir()),
  };
}
