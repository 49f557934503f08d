import { expect, it } from 'vitest';
import type { EngineFacts } from './greet.ts';
import { knownProblems } from './known-problems.ts';

const sound: EngineFacts = {
  ...{
    name: 'Docker 28.5.0',
    platform: 'linux/amd64',
    apiVersion: '1.51',
    runtimes: ['runc'],
    runcVersion: '1.3.3',
    containerdVersion: '1.7.27',
  },
  ...{ holdsMemory: true, holdsSwap: true, holdsPids: true, isRootless: false, filtersCalls: true, product: 'docker' },
  ...{ version: '28.5.0', desktopVersion: null, shortcoming: null, tookMs: 1 },
};
const words = (
  change: Partial<EngineFacts>,
  address = 'unix:///var/run/docker.sock',
  tlsFolder: string | null = null,
) => knownProblems({ ...sound, ...change }, { address, tlsFolder }).map(({ found }) => found);

it('nothing is said against a sound engine on its socket', () => {
  expect(words({})).toEqual([]);
  expect(words({ runcVersion: null })).toEqual([]);
  expect(words({}, 'ssh://anna@build.example')).toEqual([]);
  expect(words({}, 'tcp://build.example:2376', '/keys')).toEqual([]);
});

it('versions with known holes are named with the hole', () => {
  expect(words({ runcVersion: '1.1.11' })).toEqual([expect.stringContaining('CVE-2024-21626')]);
  expect(words({ runcVersion: '1.1.12' })).toEqual([expect.stringContaining('CVE-2025-31133')]);
  expect(words({ runcVersion: '1.2.7' })).toEqual([expect.stringContaining('CVE-2025-31133')]);
  expect(words({ runcVersion: '1.2.8' })).toEqual([]);
  expect(words({ runcVersion: '1.3.2' })).toEqual([expect.stringContaining('1.3.3')]);
  expect(words({ runcVersion: '1.3.0-rc.1' })).toEqual([expect.stringContaining('CVE-2025-52565')]);
  expect(words({ runcVersion: '1.4.0' })).toEqual([]);
  for (const old of ['1.5.9', '1.6.20~ds1', '1.6.37', '1.7.26', '2.0.3', 'v2.1.0'])
    expect([old, words({ containerdVersion: old })]).toEqual([old, [expect.stringContaining('CVE-2024-40635')]]);
  for (const good of ['1.6.38', '1.7.30', '2.0.4', '2.1.1', '2.2.0'])
    expect([good, words({ containerdVersion: good })]).toEqual([good, []]);
  expect(words({ desktopVersion: '4.44.2' })).toEqual([expect.stringContaining('CVE-2025-9074')]);
  expect(words({ version: '19.3.5', name: 'Docker 19.3.5' })).toEqual([
    'Docker 19.3.5 gets no security fixes any more.',
  ]);
});

it('what an engine cannot hold is said, and an address without TLS', () => {
  expect(words({ holdsMemory: false, holdsSwap: false, isRootless: true })).toEqual([
    expect.stringMatching(/cannot limit memory.*cgroup v2/),
  ]);
  expect(words({ holdsPids: false })).toEqual([expect.stringContaining('cannot limit processes')]);
  expect(words({ holdsSwap: false })).toEqual([expect.stringContaining('cannot limit swap')]);
  expect(words({ filtersCalls: false })).toEqual([expect.stringContaining('filters no system calls')]);
  for (const port of [2375, 2376])
    expect(words({}, `tcp://build.example:${port}`)).toEqual([expect.stringContaining('without TLS')]);
});
