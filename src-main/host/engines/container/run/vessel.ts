/** A container that was made, checked, attached and started, and waits for its work. It is used once. */
import type { Duplex } from 'node:stream';
import type { Log } from '#host/ports/index.ts';
import { Refused } from '#shared/model/index.ts';
import type { Tag } from '../make/labels.ts';
import { makeContainer, type Workshop } from '../make/make-container.ts';
import type { ContainerShape } from '../make/shape.ts';
import { RELAY_COMMAND } from '../reach/relay-program.ts';
import { EngineGone, EngineSaysNo } from './engine-calls.ts';

export interface ContainerExit {
  readonly running: boolean;
  readonly code: number;
  readonly oomKilled: boolean;
}

export interface Vessel {
  readonly id: string;
  readonly name: string;
  readonly stream: Duplex;
  /** The relay's input and outputs; `null` where nothing can be reached. */
  readonly relay: Duplex | null;
  /** Whether it still waits, and the engine still says of it what was asked for. */
  isAsMade(): Promise<boolean>;
  /** `null` when the engine cannot say. */
  exit(): Promise<ContainerExit | null>;
  kill(): Promise<void>;
  /** Never rejects: what cannot be removed now is logged, and the reaper finds it by its label. */
  remove(): Promise<void>;
}

/** @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING, SANDBOX_MISSING, with nothing left */
export async function startVessel(workshop: Workshop, shape: ContainerShape, tag: Tag, log: Log): Promise<Vessel> {
  const { calls } = workshop;
  const { id, look } = await orRefuse(shape, () => makeContainer(workshop, shape, tag));
  const remove = async (): Promise<void> => {
    try {
      await calls.remove(id);
    } catch (error) {
      log.warn({ err: error, container: id }, 'a container could not be removed now; it will be at the next occasion');
    }
  };
  try {
    const { stream, relay, wall } = await orRefuse(shape, () => startIn(workshop, shape, id));
    return {
      ...{ id, name: tag.name, stream, relay },
      async isAsMade() {
        if (stream.destroyed || relay?.destroyed) return false;
        const [looked, stands] = await Promise.all([look().catch(() => null), wall?.stands() ?? true]);
        return looked?.isRunning === true && looked.findings.length === 0 && stands;
      },
      exit: () => calls.exit(id).catch(() => null),
      kill: () =>
        calls
          .kill(id)
          .catch((error: unknown) => log.debug({ err: error, container: id }, 'a container could not be killed')),
      async remove() {
        relay?.destroy();
        stream.destroy();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startIn({ calls, raiseWall }: Workshop, { reaches, user, firewall }: ContainerShape, id: string) {
  const stream = await calls.attach(id);
  // Who reads it learns of an error there; nobody reads it yet.
  stream.on('error', () => undefined);
  try {
    await calls.start(id);
    // Nothing but the keeper runs in it yet, and that waits.
    const wall = firewall === 'none' ? null : await raiseWall({ id, pid: await calls.pid(id) });
    const relay = reaches ? await calls.exec(id, RELAY_COMMAND, user) : null;
    relay?.on('error', () => undefined);
    return { stream, relay, wall };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** What the engine cannot or will not do, as a refusal. */
export async function orRefuse<T>({ image }: Pick<ContainerShape, 'image'>, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof EngineGone) {
      throw new Refused('ENGINE_UNAVAILABLE', {
        message: `The container engine did not do its part: ${cause.message}.`,
        cause,
      });
    }
    if (cause instanceof EngineSaysNo) {
      const isImage = cause.status === 404 && /image/i.test(cause.message);
      throw isImage
        ? new Refused('IMAGE_MISSING', { message: `The image ${image.name} is not there.`, cause })
        : new Refused('SANDBOX_MISSING', {
            message: `The container engine refuses to make this container: ${cause.message}.`,
            cause,
          });
    }
    throw cause;
  }
}
