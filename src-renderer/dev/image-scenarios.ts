/** Worlds of images and engines: all built, some being built, failed; an engine with things known against it, and none. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { clientOf } from '../fake-host/fixtures.ts';
import { builtImage, engineAt, imageOf, noEngine } from '../fake-host/image-fixtures.ts';
import type { Scenario } from './moments.ts';

function withEngine(host: FakeHost, engine = engineAt(null)): void {
  host.world.clients = [clientOf('Claude Code')];
  host.world.engine = engine;
  const { state, name, sentence } = engine;
  host.world.status = { ...host.world.status, engine: { state, name, sentence } };
}

const words = [
  'adduser 3.134',
  'binutils 2.40-2',
  'gdb 13.1-3',
  'libc6 2.36-9+deb12u13',
  'python3-pwntools 4.9.0-1',
  'zlib1g 1:1.2.13.dfsg-1',
];

async function images(host: FakeHost): Promise<void> {
  withEngine(host);
  host.world.images = [
    builtImage('forensics', 723_000_000, { state: 'outdated', outdated_because: 'Its base was made anew since.' }),
    builtImage('pwn', 612_000_000),
    imageOf('python', {
      state: 'building',
      progress: { step: 4, steps: 7, words: 'Unpacking python3-sympy (1.11.1-1) ...' },
    }),
    imageOf('sage', { state: 'waiting' }),
    builtImage('base', 140_000_000),
  ];
  const list = words.map((line) => ({ name: line.split(' ')[0] ?? '', version: line.split(' ')[1] ?? '' }));
  const more = Array.from({ length: 180 }, (_, n) => ({ name: `lib-sample-${n}`, version: `1.${n}-1` }));
  host.world.packages.set(
    'pwn',
    [...list, ...more].sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

async function imagesFailed(host: FakeHost): Promise<void> {
  await images(host);
  host.world.images = [
    builtImage('forensics', 723_000_000),
    builtImage('pwn', 612_000_000, {
      state: 'failed',
      problem:
        'debian:bookworm-slim cannot be pulled (the registry did not answer within 20 seconds), and debootstrap is not installed: apt-get install debootstrap.',
      fix: 'Install debootstrap (`sudo apt-get install debootstrap`), or have the engine pull the base: `docker pull debian:bookworm-slim`.',
    }),
    imageOf('python', { state: 'stopped', problem: 'The build was stopped.' }),
    imageOf('sage'),
    imageOf('base'),
  ];
}

async function imagesNone(host: FakeHost): Promise<void> {
  withEngine(host);
  host.world.images = ['forensics', 'pwn', 'python', 'sage', 'base'].map((name) => imageOf(name));
}

async function engineNone(host: FakeHost): Promise<void> {
  withEngine(host, noEngine());
}

async function engineWarned(host: FakeHost): Promise<void> {
  withEngine(
    host,
    engineAt(
      { address: 'tcp://build.example:2376', tls_folder: '/home/anna/.docker/build' },
      {
        state: 'slow',
        name: 'Docker 20.10.24',
        sentence:
          'Docker 20.10.24 at tcp://build.example:2376, found because the settings say so; it took 2140 ms to answer',
        warnings: [
          {
            found:
              'runc 1.1.5 is older than 1.1.12, in which CVE-2024-21626 (a way out of a container) was closed. A distribution may have closed it in an older version.',
            fix: 'Update runc, or the package that brings it.',
          },
        ],
        gvisor: {
          state: 'broken',
          words:
            'Docker 20.10.24 lists runsc, and a container could not be started with it: it hung; after 90 seconds no container had started, while the engine itself answers',
          fix: 'Until `sudo pkill runsc` ends it the engine cannot remove its container. See whether its platform works here, or give it another: `sudo runsc install -- --platform=ptrace --network=none`. Then `sudo systemctl restart docker` and `countersign engine look`, which tries it once more.',
        },
        firewall: {
          state: 'absent',
          words:
            'It cannot be had here: a container’s network can be reached on its own machine alone, and Docker 20.10.24 runs on another one',
          fix: null,
        },
      },
    ),
  );
}

async function loadingContainers(host: FakeHost): Promise<void> {
  withEngine(host);
  for (const name of ['images.list', 'engine.show'] as const) host.fail(name, 'hang');
}

async function failedContainers(host: FakeHost): Promise<void> {
  withEngine(host);
  const error = new HostError('INTERNAL', 'The recipes in runner-images cannot be read.');
  for (const name of ['images.list', 'engine.show'] as const) host.fail(name, error);
}

async function engine(host: FakeHost): Promise<void> {
  withEngine(host);
}

export const imageScenarios: Readonly<Record<string, Scenario>> = {
  images,
  engine,
  'images-failed': imagesFailed,
  'images-none': imagesNone,
  'engine-none': engineNone,
  'engine-warned': engineWarned,
  'loading-containers': loadingContainers,
  'failed-containers': failedContainers,
};
