/**
 * The same container made with bare dockerode: asked for, attached to, started, seen out and removed, and nothing looked at. It is asked for
 * in the words that Countersign would use, in Podman too, whose Docker-compatible API cannot say all of it.
 */
import { once } from 'node:events';
import type { Found } from '#host/engines/container/find/watch-engine.ts';
import { creationRequest } from '#host/engines/container/make/creation-request.ts';
import { imageFacts } from '#host/engines/container/make/image-facts.ts';
import { createHandedFiles } from '#host/engines/container/make/podman/handed-files.ts';
import { libpodCalls } from '#host/engines/container/make/podman/libpod-calls.ts';
import { libpodRequest } from '#host/engines/container/make/podman/libpod-request.ts';
import { shapeOf } from '#host/engines/container/make/shape.ts';
import type { ContainerSpec } from '#shared/model/index.ts';
import { TEST_IMAGE } from '../../test/base-image.ts';

export interface BareRuns {
  /** Resolves when it is known how its program ended; its removal is on its way then. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** @param handedFolder a private one */
export function bareRuns({ docker, facts }: Found, spec: ContainerSpec, owner: string, handedFolder: string): BareRuns {
  const handed = createHandedFiles(handedFolder);
  const isPodman = facts.product === 'podman';
  let made = 0;
  return {
    async run() {
      const tag = { name: `${owner}-${made++}`, labels: { 'countersign.owner': owner } };
      const image = imageFacts(await docker.getImage(TEST_IMAGE).inspect(), TEST_IMAGE);
      const terms = { shape: shapeOf(spec), image, tag, command: spec.argv };
      const id = isPodman
        ? await libpodCalls(docker).create(libpodRequest(terms, await handed.written()))
        : (await docker.createContainer(creationRequest(terms))).id;
      const container = docker.getContainer(id);
      const stream = await container.attach({ stream: true, stdout: true, stderr: true });
      const ended = once(stream.resume(), 'end');
      await container.start();
      await ended;
      // Podman looks four times a second when it is asked to wait.
      if (isPodman) while ((await container.inspect()).State.Running);
      else await container.wait();
      void container.remove({ force: true, v: true });
    },
    close: () => handed.remove(),
  };
}
