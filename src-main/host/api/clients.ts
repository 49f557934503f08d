/** Clients: who may ask. Adding and revoking are on record before they are answered. */
import type { Handlers } from '#shared/contract/index.ts';
import type { ClientInfo, ClientName, HouseEvent } from '#shared/model/index.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, 'clients.list' | 'clients.add' | 'clients.revoke'>;

export interface ClientsSlice {
  readonly clients: {
    list(): readonly ClientInfo[];
    add(name: ClientName): Promise<{ readonly name: ClientName; readonly token: string }>;
    revoke(name: ClientName): Promise<ClientInfo>;
  };
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string>>) => Promise<void>;
}

export function clientHandlers({ clients, house }: ClientsSlice): GroupHandlers {
  return {
    'clients.list': async () => clients.list(),
    'clients.add': async ({ name }, caller) => {
      const added = await clients.add(name);
      await house('client-added', { client: name, by: signatureOf(caller) });
      return added;
    },
    'clients.revoke': async ({ name }, caller) => {
      const revoked = await clients.revoke(name);
      await house('client-revoked', { client: name, by: signatureOf(caller) });
      return revoked;
    },
  };
}
