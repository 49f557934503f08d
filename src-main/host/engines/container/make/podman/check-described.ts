/** Holds what Podman itself says of a container against the plan, where the runtime is not told: which image and runtime, and what Podman would do with it by itself. */
import type { CheckTerms } from '../check-request.ts';
import type { Described } from './libpod-calls.ts';
import { shown } from './rules.ts';

export interface MadeTerms extends CheckTerms {
  readonly id: string;
}

export function describedFindings(described: Described, { id, shape, tag }: MadeTerms): readonly string[] {
  const { State, Config, HostConfig } = described;
  const checks: readonly (readonly [string, unknown, boolean])[] = [
    ['its id', described.Id, described.Id === id],
    ['its name', described.Name, described.Name === tag.name],
    // Podman leaves the algorithm out.
    ['its image', described.Image, described.Image.replace(/^(?!sha256:)/, 'sha256:') === shape.image.id],
    ['its runtime', described.OCIRuntime, described.OCIRuntime === shape.runtime],
    ['its state', State.Status, ['initialized', 'running'].includes(State.Status)],
    ['its pod', described.Pod, (described.Pod ?? '') === ''],
    ['its root folder', described.Rootfs, (described.Rootfs ?? '') === ''],
    ['what it hangs on', described.Dependencies, (described.Dependencies ?? []).length === 0],
    ['its check', Config.Healthcheck, (Config.Healthcheck?.Test ?? ['NONE']).join() === 'NONE'],
    ['what removes it', HostConfig.AutoRemove, !HostConfig.AutoRemove],
    ['its privileges', HostConfig.Privileged, !HostConfig.Privileged],
    ['when it is started again', HostConfig.RestartPolicy.Name, ['', 'no'].includes(HostConfig.RestartPolicy.Name)],
    ['its log', HostConfig.LogConfig.Type, HostConfig.LogConfig.Type === 'none'],
  ];
  const labels = Object.entries(tag.labels).filter(([label, value]) => Config.Labels?.[label] !== value);
  return [
    ...checks.filter(([, , isRight]) => !isRight).map(([what, value]) => `${what} is ${shown(value)}`),
    ...labels.map(([label]) => `the label ${label} is ${shown(Config.Labels?.[label])}`),
  ];
}
