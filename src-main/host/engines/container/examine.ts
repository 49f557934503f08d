/** The container engine for the doctor: which one and why, what is known against it, and whether the runner images are there. */
import type { GvisorState } from '#shared/model/index.ts';
import { knownProblems } from './find/known-problems.ts';
import type { Runtimes } from './find/runtimes.ts';
import type { EngineWatch } from './find/watch-engine.ts';
import type { RunnerImages } from './images/runner-images.ts';
import type { Firewall } from './wall/firewall.ts';

interface Finding {
  readonly found: string;
  readonly fix: string | null;
}

const NO_ENGINE =
  'Start Docker or Podman, or say with DOCKER_HOST where it is. A socket that may not be opened: add yourself to its group, e.g. `sudo usermod -aG docker $USER`, and log in again.';

export async function examine(
  watch: EngineWatch,
  images: RunnerImages,
  runtimes: Runtimes,
  { firewall, isWanted }: { readonly firewall: Firewall; readonly isWanted: boolean },
): Promise<readonly Finding[]> {
  await watch.look();
  const found = watch.found();
  if (found === null) return [{ found: `${watch.state().sentence}.`, fix: NO_ENGINE }];
  return [
    { found: `${watch.state().sentence}.`, fix: null },
    ...knownProblems(found.facts, found.candidate),
    ...gvisorFindings(runtimes.gvisor(found)),
    ...(await firewall.examine(found, isWanted)),
    ...(await imageFindings(images)),
  ];
}

/** That there is none is nothing to mend: the policy that calls for it says so when it is needed. */
const gvisorFindings = ({ state, words, fix }: GvisorState): readonly Finding[] =>
  state === 'absent' ? [] : [{ found: `${words}.`, fix }];

async function imageFindings(images: RunnerImages): Promise<readonly Finding[]> {
  const rows = await images.list();
  const here = rows.filter(({ kind, id }) => kind === 'runner' && id !== null).map(({ name }) => name);
  if (here.length === 0)
    return [{ found: 'No runner image was built yet, so no solver can run.', fix: 'countersign images build' }];
  return rows
    .filter(({ state }) => state === 'outdated')
    .map(({ name, outdated_because }) => ({
      found: `The runner image ${name} is outdated. ${outdated_because ?? ''}`.trim(),
      fix: `countersign images build ${name}`,
    }));
}
