/** What a person can do about a build that failed, by what the engine said. */

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /no space left|disk quota/i,
    'Make room on the engine’s disk (`docker system df` says what uses it), then build again.',
  ],
  [
    /debootstrap is not installed/i,
    'Install debootstrap (`sudo apt-get install debootstrap`), or have the engine pull the base: `docker pull debian:bookworm-slim`.',
  ],
  [
    /cannot be pulled|registry did not answer|pull access denied|toomanyrequests/i,
    'Let the engine reach a registry, or bring the base here by hand (`docker load`, `docker pull debian:bookworm-slim`), then build again.',
  ],
  [
    /temporary failure resolving|could not resolve|unable to (?:fetch|connect)|failed to fetch|connection (?:timed out|refused)|network is unreachable/i,
    'The build could not reach Debian’s packages. Look at the engine’s network and proxy, then build again.',
  ],
  [
    /unable to locate package|has no installation candidate/i,
    'Make the base anew, which brings fresh package lists, then build again.',
  ],
  [/permission denied/i, 'The engine was not allowed to do that. `countersign doctor` says what it lacks.'],
  [
    /did not do its part|did not answer|ECONNREFUSED|ENOENT|socket hang up|ECONNRESET|no container engine/i,
    'The engine went away. It is looked for again by itself; build again once it is there.',
  ],
];

const OTHERWISE = 'Build again. If it fails the same way, the words above come from the engine and its log says more.';

export const whatToDo = (problem: string): string =>
  remedies.find(([pattern]) => pattern.test(problem))?.[1] ?? OTHERWISE;
