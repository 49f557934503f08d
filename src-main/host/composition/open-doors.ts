/** The doors: the agents' endpoint and the command line's socket. They open last, when there is a whole house behind them. */
import { userInfo } from 'node:os';
import { openControlSocket } from '#host/api/control-socket.ts';
import type { HostApi } from '#host/api/index.ts';
import { type Endpoint, type EndpointParts, openEndpoint } from '#host/endpoint/index.ts';
import type { DataFolder } from '#host/storage/index.ts';

/** @throws Error with a sentence for the person when the port is taken */
export async function openDoors(
  rooms: AsyncDisposableStack,
  parts: Omit<EndpointParts, 'bridgeSocketPath'>,
  api: HostApi,
  folder: DataFolder,
): Promise<Endpoint> {
  const endpoint = rooms.adopt(await openEndpoint({ ...parts, bridgeSocketPath: folder.bridgeSocket }), (door) =>
    door.close(),
  );
  rooms.adopt(await openControlSocket(api, folder.controlSocket, userInfo().username), (door) => door.close());
  return endpoint;
}
