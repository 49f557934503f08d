/** Versions of engines and runtimes with holes that let a container out, and what an engine cannot hold; each as a sentence with what to do. */
import type { Candidate } from './candidates.ts';
import type { EngineFacts } from './greet.ts';

export interface EngineProblem {
  readonly found: string;
  readonly fix: string;
}

/** @returns what the person should know before they trust a container of this engine */
export function knownProblems(
  facts: EngineFacts,
  { address, tlsFolder }: Pick<Candidate, 'address' | 'tlsFolder'>,
): readonly EngineProblem[] {
  return [
    ...shortcomings(facts),
    ...oldVersions(facts),
    ...missingHolds(facts),
    ...openDoors(address, tlsFolder !== null),
  ];
}

const shortcomings = ({ name, shortcoming }: EngineFacts): EngineProblem[] =>
  shortcoming === null
    ? []
    : [
        {
          found: `No container is started in ${name}, because ${shortcoming}.`,
          fix: 'Use Docker, also a rootless one, or Podman on this machine as the user that Countersign runs as.',
        },
      ];

function oldVersions(facts: EngineFacts): EngineProblem[] {
  const { product, version, runcVersion, containerdVersion, name, desktopVersion } = facts;
  const problems: EngineProblem[] = [];
  // CVE-2024-21626 left a way from a container's working folder to the host.
  if (runcVersion !== null && isBefore(runcVersion, [1, 1, 12])) {
    problems.push({
      found: `runc ${runcVersion} is older than 1.1.12, in which CVE-2024-21626 (a way out of a container) was closed. A distribution may have closed it in an older version.`,
      fix: 'Update runc, or the package that brings it.',
    });
  }
  // CVE-2025-31133, CVE-2025-52565, CVE-2025-52881: masked paths and mounts that a container could redirect.
  else if (
    runcVersion !== null &&
    isOlder(runcVersion, [
      [1, 2, 8],
      [1, 3, 3],
    ])
  ) {
    problems.push({
      found: `runc ${runcVersion} is older than 1.2.8 or 1.3.3, in which CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881 were closed. A distribution may have closed them in an older version.`,
      fix: 'Update runc, or the package that brings it.',
    });
  }
  // CVE-2024-40635: a user id that is too large becomes root. CVE-2025-47290: an image that is unpacked changes the machine.
  if (
    containerdVersion !== null &&
    isOlder(containerdVersion, [
      [1, 6, 38],
      [1, 7, 27],
      [2, 0, 4],
      [2, 1, 1],
    ])
  ) {
    problems.push({
      found: `containerd ${containerdVersion} is older than 1.6.38, 1.7.27, 2.0.4 or 2.1.1, in which CVE-2024-40635 and CVE-2025-47290 were closed. A distribution may have closed them in an older version.`,
      fix: 'Update containerd, or the package that brings it.',
    });
  }
  if (desktopVersion !== null && isBefore(desktopVersion, [4, 44, 3])) {
    problems.push({
      found: `Docker Desktop ${desktopVersion} is older than 4.44.3, in which CVE-2025-9074 (containers reach the engine) was closed. Containers here have no network to reach it by.`,
      fix: 'Update Docker Desktop.',
    });
  }
  if (product === 'docker' && isBefore(version, [20, 10, 0])) {
    problems.push({ found: `${name} gets no security fixes any more.`, fix: 'Update Docker.' });
  }
  return problems;
}

function missingHolds(facts: EngineFacts): EngineProblem[] {
  const { name, holdsMemory, holdsPids, holdsSwap, filtersCalls } = facts;
  const rootless = facts.isRootless ? ' A rootless engine needs cgroup v2 with delegation for that.' : '';
  return [
    ...(holdsMemory
      ? []
      : [
          {
            found: `${name} cannot limit memory here, so no container is started in it.${rootless}`,
            fix: 'Switch the machine to cgroup v2, or use an engine that is not rootless.',
          },
        ]),
    ...(holdsPids
      ? []
      : [
          {
            found: `${name} cannot limit processes here, so no container is started in it.${rootless}`,
            fix: 'Switch the machine to cgroup v2, or use an engine that is not rootless.',
          },
        ]),
    ...(holdsSwap || !holdsMemory
      ? []
      : [
          {
            found: `${name} cannot limit swap here: a container could use swap beside its memory.`,
            fix: 'Switch the machine to cgroup v2, or boot with swapaccount=1.',
          },
        ]),
    ...(filtersCalls
      ? []
      : [
          {
            found: `${name} says that it filters no system calls.`,
            fix: 'Start the engine without --seccomp-profile=unconfined.',
          },
        ]),
  ];
}

/** Whoever reaches such an address owns the machine behind it. */
function openDoors(address: string, isTls: boolean): EngineProblem[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isPlain = url !== null && ['tcp:', 'http:'].includes(url.protocol) && !isTls;
  const isLoopback = url !== null && /^(localhost|127\.|\[?::1)/.test(url.hostname);
  if (!isPlain) return [];
  return [
    {
      found: `${address} is reached without TLS: everybody ${isLoopback ? 'on this machine' : 'on the way'} can use that engine, which is as good as root there.`,
      fix: 'Use its socket, ssh://, or TLS.',
    },
  ];
}

type Release = readonly [number, number, number];

/** @param firstGood of each line of versions that had one, oldest first: a version counts by its own line, or the next that had one */
function isOlder(version: string, firstGood: readonly Release[]): boolean {
  const own = firstGood.find(([major, minor]) => isBefore(version, [major, minor + 1, 0]));
  return own !== undefined && isBefore(version, own);
}

function isBefore(version: string, least: Release): boolean {
  const parts = (/^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []).slice(1).map((part) => Number(part ?? 0));
  if (parts.length === 0) return false;
  for (const [at, wanted] of least.entries()) {
    const part = parts[at] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
