/** The fake host's container engine: one that is chosen answers, unless its address says `nobody`. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';
import { engineAt } from './image-fixtures.ts';

export function fakeEngineHandlers(host: FakeInside): HandlersOf<'engine'> {
  const { world } = host;
  return {
    'engine.show': async () => world.engine,
    'engine.look': async () => world.engine,
    'engine.choose': async ({ address, tls_folder }) => {
      if (address?.includes('nobody') === true)
        throw new HostError('CONFLICT', `No container engine answers at ${address}. The engine stays what it was.`);
      world.engine = engineAt(address === null ? null : { address, tls_folder });
      const { state, name, sentence } = world.engine;
      world.status = { ...world.status, engine: { state, name, sentence } };
      host.emit('host.changed', world.status);
      return world.engine;
    },
  };
}
