/** Which Podman runs nothing here, and the sentence that says why. */
import { expect, it } from 'vitest';
import { podmanShortcoming } from './podman-shortcoming.ts';

const podman = { version: '4.3.1', isRootless: false, holdsMemory: true };
const here = { address: 'unix:///run/podman/podman.sock' };

it('a Podman of this machine has none', () => {
  expect(podmanShortcoming(podman, here, 'linux')).toBeNull();
  expect(podmanShortcoming({ ...podman, version: '5.2.0' }, here, 'linux')).toBeNull();
});

it.each(['ssh://anna@server.example', 'tcp://127.0.0.1:2375', 'npipe:////./pipe/podman'])(
  'a Podman at %s is on another machine',
  (address) => {
    expect(podmanShortcoming(podman, { address }, 'linux')).toMatch(/on another one/);
  },
);

it.each(['darwin', 'win32'] as const)('a Podman on %s is in a machine of its own', (platform) => {
  expect(podmanShortcoming(podman, here, platform)).toMatch(/on another one/);
});

it('an old one, one of no version, and a rootless one are refused', () => {
  expect(podmanShortcoming({ ...podman, version: '3.4.4' }, here, 'linux')).toMatch(/older than 4\.0/);
  expect(podmanShortcoming({ ...podman, version: 'new' }, here, 'linux')).toMatch(/older than 4\.0/);
  expect(podmanShortcoming({ ...podman, isRootless: true, holdsMemory: false }, here, 'linux')).toMatch(
    /no limit for memory/,
  );
  expect(podmanShortcoming({ ...podman, isRootless: true }, here, 'linux')).toMatch(/rootless/);
});
