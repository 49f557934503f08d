/** News about clients come in bursts (a run starts, ends, the next starts); each client is told once a burst. */
import type { Clock } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';

const SETTLES_MS = 200;

/** @returns stops listening, and tells nobody any more */
export function coalesce(
  clock: Clock,
  listen: (listener: (client: ClientName) => void) => () => void,
  tell: (client: ClientName) => void,
): () => void {
  const settling = new Map<ClientName, () => void>();
  const stop = listen((client) => {
    if (settling.has(client)) return;
    const cancel = clock.after(SETTLES_MS, () => {
      settling.delete(client);
      tell(client);
    });
    settling.set(client, cancel);
  });
  return () => {
    stop();
    for (const cancel of settling.values()) cancel();
  };
}
