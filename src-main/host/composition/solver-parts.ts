/** What the solver tools stand on. What nobody used for long is removed from the artifacts at the start and once a day. */
import { ArtifactStore, type SolverCapabilityParts } from '#host/capabilities/solvers/index.ts';
import type { ContainerEngine } from '#host/engines/container/index.ts';
import type { Policies } from '#host/policy/index.ts';
import { systemNameLookup } from '#host/ports/name-lookup.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

const DAY_MS = 86_400_000;

export function solverParts(
  rooms: AsyncDisposableStack,
  { clock, log, version }: HostOptions,
  { folder, content, records }: Pick<Ground, 'folder' | 'content' | 'records'>,
  policies: Policies,
  engine: ContainerEngine,
): SolverCapabilityParts {
  const policy = () => policies.current().solvers;
  const artifacts = new ArtifactStore({ folder: folder.artifacts, clock, terms: () => policy().artifacts });
  const part = log.part('solvers');
  let cancel = (): void => undefined;
  const sweep = (): void => {
    artifacts.sweep().catch((error: unknown) => part.warn({ err: error }, 'old artifacts could not be removed'));
    cancel = clock.after(DAY_MS, sweep);
  };
  sweep();
  rooms.defer(() => cancel());
  return {
    ...{ content, engine, artifacts, policy, clock, version, log: part },
    names: systemNameLookup(),
    kept: records,
    past: {
      show: (id) => records.showRun(id),
      keptFiles: (id) => records.keptFiles(id),
      readKept: (id, kind, path) => records.readKept(id, kind, path),
    },
    leftBytes: () => policy().leftBytes,
    policyState: () => policies.status(),
    verdictOn: (plan, client) => policies.decide(plan, client, policies.current(), clock.nowMs()),
  };
}
