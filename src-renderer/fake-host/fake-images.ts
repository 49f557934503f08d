/** The fake host's runner images: building one goes as far as a test or a scenario takes it. */
import { HostError } from '#shared/contract/index.ts';
import type { RunnerImage } from '#shared/model/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';

export function fakeImageHandlers(host: FakeInside): HandlersOf<'images'> {
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
            ? { state: 'building', problem: null, fix: null, progress: { step: 0, steps: 0, words } }
            : { state: 'waiting', problem: null, fix: null },
        );
      }
      return here().filter(({ name }) => names.includes(name));
    },
    'images.packages': async ({ name }) => {
      const id = here().find((image) => image.name === name)?.id ?? null;
      if (id === null) throw new HostError('CONFLICT', `The image ${name} is not there yet.`);
      return { id, packages: world.packages.get(name) ?? null };
    },
    'images.stop': async ({ name }) => {
      put(name, { state: 'stopped', progress: null, problem: 'The build was stopped.' });
      return {};
    },
  };
}
