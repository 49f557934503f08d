/** Who is connected, for a protocol generation that keeps no connection: a client counts as present for a while after each message. */
import type { Clock } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';

const LINGER_MS = 2 * 60 * 1000;

export function createPresence(
  clock: Clock,
  connected: (client: ClientName) => () => void,
): { touch(client: ClientName): void; leave(client: ClientName): void } {
  const present = new Map<ClientName, { readonly left: () => void; cancel: () => void }>();
  const leave = (client: ClientName): void => {
    const entry = present.get(client);
    entry?.cancel();
    entry?.left();
    present.delete(client);
  };
  return {
    touch(client) {
      const entry = present.get(client) ?? { left: connected(client), cancel: () => undefined };
      entry.cancel();
      entry.cancel = clock.after(LINGER_MS, () => leave(client));
      present.set(client, entry);
    },
    leave,
  };
}
