/** How the process on the other end is looked for: asked once there is a card, by the ends of the connection as they were when the message came. */
import type { Socket } from 'node:net';
import type { Peer } from '#shared/model/index.ts';

/** What finds processes; where the system does not tell, it finds none. Never rejects. */
export interface PeerRoom {
  ofConnection(ends: {
    readonly address: string;
    readonly port: number;
    readonly otherAddress: string;
    readonly otherPort: number;
  }): Promise<Peer | null>;
  ofBridge(pid: number): Promise<Peer | null>;
}

export function lookUpOf(
  { remoteAddress, remotePort, localAddress, localPort }: Socket,
  peers: PeerRoom,
): () => Promise<Peer | null> {
  if (remoteAddress === undefined || remotePort === undefined) return nobody;
  if (localAddress === undefined || localPort === undefined) return nobody;
  const ends = { address: remoteAddress, port: remotePort, otherAddress: localAddress, otherPort: localPort };
  return () => peers.ofConnection(ends).catch(() => null);
}

/** @param pid as the bridge says it */
export const lookUpOfBridge =
  (pid: number | null, peers: PeerRoom): (() => Promise<Peer | null>) =>
  async () =>
    pid === null ? null : peers.ofBridge(pid).catch(() => null);

const nobody = async (): Promise<null> => null;
