/** Clients: who may ask. Adding and revoking are on record before they are answered. */
import type { Handlers } from '#shared/contract/index.ts';
import type { ClientInfo, ClientName, ClientPace, HouseEvent } from '#shared/model/index.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, 'clients.list' | 'clients.add' | 'clients.setPace' | 'clients.revoke'>;

export interface ClientsSlice {
  readonly clients: {
    list(): readonly ClientInfo[];
    add(name: ClientName, pace: ClientPace): Promise<{ readonly name: ClientName; readonly token: string }>;
    setPace(name: ClientName, pace: ClientPace): Promise<ClientInfo>;
    revoke(name: ClientName): Promise<ClientInfo>;
  };
  readonly house: (
    event: HouseEvent,
    detail: Readonly<Record<string, string | number | boolean | null>>,
  ) => Promise<void>;
}

export function clientHandlers({ clients, house }: ClientsSlice): GroupHandlers {
  return {
    'clients.list': async () => clients.list(),
    'clients.add': async ({ name, pace }, caller) => {
      const added = await clients.add(name, pace);
      await house('client-added', { client: name, by: signatureOf(caller) });
      return added;
    },
    'clients.setPace': async ({ name, pace }, caller) => {
      const changed = await clients.setPace(name, pace);
      await house('settings-changed', { client: name, ...pace, by: signatureOf(caller) });
      return changed;
    },
    'clients.revoke': async ({ name }, caller) => {
      const revoked = await clients.revoke(name);
      await house('client-revoked', { client: name, by: signatureOf(caller) });
      return revoked;
    },
  };
}
