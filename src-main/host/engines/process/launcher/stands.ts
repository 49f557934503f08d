/**
 * Keeps one process waiting to become a program, because starting it and putting it into a control group takes longer than the rest of a short
 * run. It knows nothing of the run it will serve: that it learns with its order. The first is made when the first run needs one.
 */
import { randomBytes } from 'node:crypto';
import { Refused } from '#shared/model/index.ts';
import type { Cgroups } from '../limits/cgroup.ts';
import type { OutputPipes } from '../output-pipes.ts';
import { LABEL_VARIABLE } from '../run-label.ts';
import { type Stand, standReady } from './launchers.ts';

/** So that the run which took the one that waited comes first. */
const NEXT_AFTER_MS = 25;

export interface Stands {
  /** The one that waits, or a new one. @throws Refused SANDBOX_MISSING when the system does not start it */
  take(): Promise<Stand>;
  /** Whether a process with this label waits, or did until its run began. */
  owns(label: string): boolean;
  /** None waits any more. */
  close(): Promise<void>;
}

export interface StandsParts {
  readonly owner: string;
  readonly outputs: OutputPipes;
  readonly cgroups: Cgroups | null;
}

export function createStands({ owner, outputs, cgroups }: StandsParts): Stands {
  const series = `waiting-${randomBytes(6).toString('hex')}`;
  let made = 0;
  let waiting: Promise<Stand | null> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const make = async (): Promise<Stand> => {
    made += 1;
    const name = `${series}-${made}`;
    const [stdout, stderr] = await Promise.all([outputs.open(), outputs.open()]);
    try {
      return await standReady(name, { [LABEL_VARIABLE]: `${owner}:${name}` }, { stdout, stderr }, cgroups);
    } catch (cause) {
      for (const pipe of [stdout, stderr]) pipe.discard();
      throw new Refused('SANDBOX_MISSING', {
        message: `What would hold this run’s limits cannot be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
        cause,
      });
    }
  };
  const makeNext = (): void => {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      // Whoever needs it and finds none makes one, and hears what is wrong.
      waiting ??= make().catch(() => null);
    }, NEXT_AFTER_MS).unref();
  };

  return {
    async take() {
      const next = waiting;
      waiting = undefined;
      const stand = (await next) ?? null;
      makeNext();
      if (stand?.launcher.isWaiting() === true) return stand;
      await stand?.discard();
      return make();
    },
    owns: (label) => label.startsWith(`${owner}:${series}-`),
    async close() {
      closed = true;
      clearTimeout(timer);
      await (await waiting)?.discard();
      waiting = undefined;
    },
  };
}
