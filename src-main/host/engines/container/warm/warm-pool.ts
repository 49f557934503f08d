/**
 * Containers that stand started, each waiting for one package: what takes longest is over before anybody asks. They are made and checked like
 * every other, looked at once more when they are taken, used once, and hold nothing of any run before that. Kept are a few, of kinds that
 * were asked for lately.
 */
import { randomBytes } from 'node:crypto';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContainerShape } from '../make/shape.ts';
import type { Vessel } from '../run/vessel.ts';

export interface WarmLimits {
  /** Containers at once; 0 keeps none. */
  readonly most: number;
  /** Of one kind. */
  readonly mostOfAKind: number;
  /** What they may use together, by their limits. */
  readonly mostBytes: number;
  /** Kinds that nobody asked for this long are given up. */
  readonly idleMs: number;
}

export const USUAL_WARM: WarmLimits = { most: 4, mostOfAKind: 2, mostBytes: 4 * 1024 ** 3, idleMs: 10 * 60_000 };

export interface WarmPool {
  /** @returns one that stands ready and is as it was made; `null` when there is none. The kind is kept ready from now on. */
  take(shape: ContainerShape): Promise<Vessel | null>;
  /** Gives all of them up, and what is being made with them: the policy changed, everything is paused, the engine is another one. */
  drain(): Promise<void>;
  /** Containers that stand ready. */
  ready(): number;
}

export interface WarmParts {
  readonly start: (shape: ContainerShape, purpose: string) => Promise<Vessel>;
  readonly dismiss: (vessel: Vessel) => Promise<void>;
  readonly limits: () => WarmLimits;
  readonly clock: Clock;
  readonly log: Log;
}

interface Kind {
  readonly shape: ContainerShape;
  readonly ready: Vessel[];
  making: number;
  wantedAtMs: number;
}

export function createWarmPool({ start, dismiss, limits, clock, log }: WarmParts): WarmPool {
  const kinds = new Map<string, Kind>();
  const work = new Set<Promise<void>>();
  let round = 0;
  let stopSweep = (): void => undefined;

  const count = (kind: Kind): number => kind.ready.length + kind.making;
  const hasRoom = (kind: Kind): boolean => {
    const { most, mostOfAKind, mostBytes } = limits();
    const all = [...kinds.values()];
    const total = all.reduce((sum, each) => sum + count(each), 0);
    const bytes = all.reduce((sum, each) => sum + count(each) * (each.shape.limits.memoryBytes ?? 0), 0);
    return count(kind) < mostOfAKind && total < most && bytes + (kind.shape.limits.memoryBytes ?? 0) <= mostBytes;
  };
  const giveUp = (kind: Kind): Promise<void>[] => kind.ready.splice(0).map(dismiss);

  const makeOne = async (kind: Kind): Promise<void> => {
    const started = round;
    try {
      const vessel = await start(kind.shape, `warm-${randomBytes(8).toString('hex')}`);
      if (started !== round) return await dismiss(vessel);
      kind.ready.push(vessel);
      vessel.stream.once('close', () => {
        const at = kind.ready.indexOf(vessel);
        if (at >= 0) void dismiss(kind.ready.splice(at, 1)[0] ?? vessel);
      });
    } catch (error) {
      // Whoever asks gets one made for them, and learns what is wrong.
      log.debug({ err: error }, 'a container could not be made ready');
    } finally {
      kind.making -= 1;
    }
  };
  const fill = (kind: Kind): void => {
    while (hasRoom(kind)) {
      kind.making += 1;
      const made = makeOne(kind).finally(() => work.delete(made));
      work.add(made);
    }
  };
  const sweep = (): void => {
    for (const [key, kind] of kinds) {
      if (clock.nowMs() - kind.wantedAtMs < limits().idleMs) continue;
      kinds.delete(key);
      giveUp(kind);
    }
    if (kinds.size > 0) stopSweep = clock.after(limits().idleMs, sweep);
  };

  return {
    async take(shape) {
      if (limits().most === 0) return null;
      const key = keyOf(shape);
      if (kinds.size === 0) stopSweep = clock.after(limits().idleMs, sweep);
      const kind = kinds.get(key) ?? { shape, ready: [], making: 0, wantedAtMs: 0 };
      kinds.set(key, kind);
      kind.wantedAtMs = clock.nowMs();
      for (let vessel = kind.ready.shift(); vessel !== undefined; vessel = kind.ready.shift()) {
        if (await vessel.isAsMade()) {
          fill(kind);
          return vessel;
        }
        await dismiss(vessel);
      }
      fill(kind);
      return null;
    },
    async drain() {
      round += 1;
      stopSweep();
      const gone = [...kinds.values()].flatMap(giveUp);
      kinds.clear();
      await Promise.allSettled([...gone, ...work]);
    },
    ready: () => [...kinds.values()].reduce((sum, { ready }) => sum + ready.length, 0),
  };
}

/** All that is settled when a container is made, and nothing else. */
function keyOf({
  image,
  user,
  runtime,
  firewall,
  cpus,
  scratchBytes,
  workingDir,
  reaches,
  limits,
}: ContainerShape): string {
  const { memoryBytes, pids, cpuMs, openFiles, fileBytes } = limits;
  return JSON.stringify([
    ...[image.id, user, runtime, firewall, cpus, scratchBytes, workingDir, reaches],
    ...[memoryBytes, pids, cpuMs, openFiles, fileBytes],
  ]);
}
