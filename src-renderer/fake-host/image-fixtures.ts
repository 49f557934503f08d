/** Images and engines for the fake host. For development and tests only; nothing in the app imports this. */
import type { EngineChoice, EngineReport, RunnerImage } from '#shared/model/index.ts';
import { fakeHash } from './fixtures.ts';

const purposes: Readonly<Record<string, string>> = {
  base: 'What every runner stands on: a small Debian and nothing else.',
  forensics: 'What looks into captures, disk images, archives and pictures.',
  pwn: 'pwntools with gdb and the binary tools, for services that are taken over by their memory.',
  python: 'Python for solvers: ciphers, constraints, number theory, requests over HTTP.',
  sage: 'SageMath, for lattices, curves and number theory in full. Several gigabytes.',
};

/** An image, by default one that is not there. */
export const imageOf = (name: string, changes: Partial<RunnerImage> = {}): RunnerImage => ({
  ...{ name, kind: name === 'base' ? 'base' : 'runner', purpose: purposes[name] ?? '' },
  tag: name === 'base' ? 'debian:bookworm-slim' : `countersign/runner-${name}:local`,
  ...{ state: 'missing', outdated_because: null, id: null, created_at: null, bytes: null },
  ...{ progress: null, problem: null, fix: null },
  ...changes,
});

export const builtImage = (name: string, bytes: number, changes: Partial<RunnerImage> = {}): RunnerImage =>
  imageOf(name, {
    ...{ state: 'ready', id: `sha256:${fakeHash(name.length.toString(16).repeat(4))}`, bytes },
    created_at: new Date(Date.now() - 3 * 86_400_000).toISOString(),
    ...changes,
  });

const socket = 'unix:///var/run/docker.sock';

export function engineAt(chosen: EngineChoice | null, changes: Partial<EngineReport> = {}): EngineReport {
  const address = chosen?.address ?? socket;
  const because = chosen === null ? 'where it usually is' : 'because the settings say so';
  const sentence = `Docker 28.2.2 at ${address}, found ${because}`;
  const empty = [
    '/run/user/1000/docker.sock',
    '/home/anna/.docker/run/docker.sock',
    '/home/anna/.colima/default/docker.sock',
  ];
  return {
    ...{ state: 'ready', name: 'Docker 28.2.2', sentence, chosen, warnings: [] },
    places: [
      { address, because, outcome: 'used', words: 'Docker 28.2.2, in 3 ms' },
      ...(chosen !== null
        ? []
        : [
            ...empty.map((path) => ({
              ...{ address: `unix://${path}`, because, outcome: 'absent' as const },
              words: `connect ENOENT ${path}`,
            })),
            {
              ...{ address: 'unix:///run/podman/podman.sock', because, outcome: 'answers' as const },
              words: 'Podman 4.3.1, in 12 ms',
            },
          ]),
    ],
    facts: {
      ...{ version: '28.2.2', api_version: '1.50', platform: 'linux/amd64', rootless: false },
      ...{ runtimes: ['io.containerd.runc.v2', 'runc'], runc_version: '1.3.3', answer_ms: 3 },
    },
    gvisor: { state: 'absent', words: 'Docker 28.2.2 lists no runtime runsc', fix: null },
    firewall: {
      state: 'absent',
      words: 'It cannot be had here: it takes root, and Countersign runs as user 1000',
      fix: null,
    },
    ...changes,
  };
}

export const noEngine = (): EngineReport => {
  const { places } = engineAt(null);
  const sentence = `No container engine answers at any of the ${places.length} usual places`;
  return engineAt(null, {
    ...{ state: 'absent', name: null, facts: null, sentence },
    places: places.map((place) => ({
      ...place,
      outcome: 'absent',
      words: `connect ENOENT ${place.address.slice('unix://'.length)}`,
    })),
    gvisor: { state: 'absent', words: 'No engine answers, so there is no gVisor either', fix: null },
    firewall: { state: 'absent', words: 'No engine answers, so there is nothing to wall in', fix: null },
  });
};
