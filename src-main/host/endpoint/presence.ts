/** Who is connected, for a protocol generation that keeps no connection: a client counts as present for a while after each message. */
import type { Clock } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';

const LINGER_MS = 2 * 60 * 1000;
/** An agent can think for long between two messages; after so much silence nobody is expected back. */
const OVER_MS = 15 * 60 * 1000;

export function createPresence(
  clock: Clock,
  connected: (client: ClientName) => () => void,
  over: (client: ClientName) => void,
): { touch(client: ClientName): void; leave(client: ClientName): void } {
  const present = new Map<ClientName, { readonly left: () => void; cancel: () => void }>();
  /** Cancels the end of what the client may come back for. */
  const silent = new Map<ClientName, () => void>();
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
      silent.get(client)?.();
      silent.set(
        client,
        clock.after(OVER_MS, () => {
          silent.delete(client);
          over(client);
        }),
      );
    },
    leave,
  };
}
