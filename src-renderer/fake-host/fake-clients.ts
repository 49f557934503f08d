/** Clients of the fake host. Whoever is added gets the same made-up token. */
import { HostError } from '#shared/contract/index.ts';
import type { ClientInfo } from '#shared/model/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';
import { found } from './fake-world.ts';
import { clientOf } from './fixtures.ts';

export function fakeClientHandlers(host: FakeInside): HandlersOf<'clients'> {
  const { world } = host;
  const find = (name: string): ClientInfo =>
    found(
      world.clients.find((client) => client.name === name),
      `client ${name}`,
    );
  const put = (client: ClientInfo): ClientInfo => {
    world.clients = [...world.clients.filter(({ name }) => name !== client.name), client];
    host.emit('clients.changed', client);
    return client;
  };
  return {
    'clients.list': async () => world.clients,
    'clients.add': async ({ name }) => {
      if (world.clients.some((client) => client.name === name)) {
        throw new HostError('CONFLICT', `There is a client “${name}” already. Choose another name.`);
      }
      put(clientOf(name, { created_at: new Date().toISOString(), last_seen_at: null, connections: 0 }));
      return { name, token: 'csg_8Jq2kX0vWb7rTn4LzYd9mPfA1sHcEuRo' };
    },
    'clients.setPace': async ({ name, pace }) =>
      put({
        ...find(name),
        pace,
      }),
    'clients.revoke': async ({ name }) =>
      put({
        ...find(name),
        revoked: true,
        connections: 0,
      }),
  };
}
