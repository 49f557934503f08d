/** Makes processes that wait for their order, each in a control group of its own where there are any. */
import type { Cgroup, Cgroups } from '../limits/cgroup.ts';
import type { OutputPipePair } from '../start-child.ts';
import { type Launcher, startLauncher } from './launcher.ts';

export interface Stand {
  readonly launcher: Launcher;
  readonly group: Cgroup | null;
  /** Nothing will be started: ends the process and takes the group away. */
  discard(): Promise<void>;
}

/** @param name unlike any other's under way; the group's. @throws Error when the system does not start it, or the kernel does not let it join */
export async function standReady(
  name: string,
  environment: Readonly<Record<string, string>>,
  pipes: OutputPipePair,
  cgroups: Cgroups | null,
): Promise<Stand> {
  const group = cgroups?.open(name) ?? null;
  let launcher: Launcher | undefined;
  try {
    launcher = await startLauncher(environment, pipes);
    await group?.join(launcher.pid);
  } catch (error) {
    launcher?.discard();
    await group?.remove();
    throw error;
  }
  return {
    launcher,
    group,
    async discard() {
      launcher.discard();
      await group?.remove();
    },
  };
}
