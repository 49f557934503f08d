/** Pulls that do not end well, from a registry of the test's own to the real engine: each ends with a clear word, and with no image. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallRegistry, type SmallRegistry } from '../fixtures/small-registry.ts';
import { describeWithEngine, docker, type Stage, setStage } from '../fixtures/stage.ts';
import { isImageHere } from './is-image-here.ts';
import { pullImage } from './pull-image.ts';

/** The engine's own machine must be this one, so that it reaches a registry here, without TLS. */
const isOwnMachine = process.platform === 'linux';
const [here, elsewhere] = process.arch === 'arm64' ? ['arm64', 'amd64'] : ['amd64', 'arm64'];

let registry: SmallRegistry;
const registries: SmallRegistry[] = [];
const stages: Stage[] = [];
const pulled: string[] = [];
async function open(architecture: string): Promise<SmallRegistry> {
  const opened = await openSmallRegistry(architecture);
  registries.push(opened);
  return opened;
}
beforeEach(async () => {
  registry = await open(here);
});
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.clear();
  for (const name of pulled.splice(0)) {
    await docker
      .getImage(name)
      .remove({ force: true })
      .catch(() => undefined);
  }
  for (const each of registries.splice(0)) await each.close();
});

const said: string[] = [];
function pull(name: string, silenceMs = 60_000, signal = new AbortController().signal): Promise<void> {
  pulled.push(name);
  return pullImage({ docker, name, signal, silenceMs, say: (words) => said.push(words) });
}
const isHere = (name: string): Promise<boolean> => isImageHere(docker, name);

describe.skipIf(!isOwnMachine)('a pull (on Linux)', () => {
  describeWithEngine('from a registry', { timeout: 90_000 }, () => {
    it('brings the image, so that those that fail mean something', async () => {
      await pull(registry.name('plain'));
      expect(await isHere(registry.name('plain'))).toBe(true);
      expect(said.some((words) => /Pull complete/.test(words))).toBe(true);
    });

    it('that hands out half a layer fails with the engine’s words, and there is no image', async () => {
      registry.layer = 'cut';
      await expect(pull(registry.name('plain'))).rejects.toThrow(/verif|EOF|unexpected|digest/i);
      expect(await isHere(registry.name('plain'))).toBe(false);
    });

    it('that falls silent half-way through a layer is given up, and there is no image', async () => {
      registry.layer = 'stalled';
      await expect(pull(registry.name('plain'), 1_500)).rejects.toThrow(
        'the registry did not answer within 1.5 seconds',
      );
      expect(await isHere(registry.name('plain'))).toBe(false);
    });

    it('that a person stops half-way ends at once, and there is no image', async () => {
      registry.layer = 'stalled';
      const stop = new AbortController();
      const ended = pull(registry.name('plain'), 60_000, stop.signal);
      setTimeout(() => stop.abort(), 500);
      await expect(ended).rejects.toThrow();
      expect(await isHere(registry.name('plain'))).toBe(false);
    });

    it('of what is not there says so', async () => {
      await expect(pull(registry.name('nothing'))).rejects.toThrow(/unknown|not found/i);
    });

    it('of an image that is listed for another kind of machine alone says so', async () => {
      const other = await open(elsewhere);
      await expect(pull(other.name('listed'))).rejects.toThrow(/no matching manifest/);
      expect(await isHere(other.name('listed'))).toBe(false);
    });

    it('of an image for another kind of machine brings one that no container is made of', async () => {
      const other = await open(elsewhere);
      const name = other.name('plain');
      await pull(name);
      const stage = await setStage();
      stages.push(stage);
      const image = await stage.engine.pinImage(name);
      await expect(stage.python('print(1)', { image })).rejects.toMatchObject({
        refusal: { code: 'IMAGE_MISSING', message: expect.stringContaining(`it is made for linux/${elsewhere}`) },
      });
    });
  });
});
