/** The fake host's runner images: building one goes as far as a test or a scenario takes it. */
import { HostError } from '#shared/contract/index.ts';
import type { RunnerImage } from '#shared/model/index.ts';
import type { FakeHandlers } from './fake-handlers.ts';
import type { FakeHost } from './fake-host.ts';

export function fakeImageHandlers(host: FakeHost): Pick<FakeHandlers, Extract<keyof FakeHandlers, `images.${string}`>> {
  const { world } = host;
  const put = (name: string, change: Partial<RunnerImage>): void => {
    world.images = (world.images ?? []).map((image) => (image.name === name ? { ...image, ...change } : image));
    for (const image of world.images.filter((each) => each.name === name)) host.emit('images.changed', image);
  };
  const here = (): readonly RunnerImage[] => {
    if (world.images === null) throw new HostError('CONFLICT', world.status.engine.sentence);
    return world.images;
  };
  return {
    'images.list': async () => here(),
    'images.build': async ({ names }) => {
      here();
      for (const [at, name] of names.entries()) {
        const words = 'pulling debian:bookworm-slim';
        put(
          name,
          at === 0
            ? { state: 'building', problem: null, progress: { step: 0, steps: 0, words } }
            : { state: 'waiting', problem: null },
        );
      }
      return here().filter(({ name }) => names.includes(name));
    },
    'images.stop': async ({ name }) => {
      put(name, { state: 'failed', progress: null, problem: 'The build was stopped.' });
      return {};
    },
  };
}
