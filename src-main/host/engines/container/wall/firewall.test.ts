/** Where the second wall cannot be had whatever is installed: the cause and what to do, and nothing is tried. */
import Docker from 'dockerode';
import { expect, it } from 'vitest';
import type { Found } from '../find/try-engine.ts';
import { createFirewall } from './firewall.ts';

const NEVER = new AbortController().signal;
const foundAt = (address: string, desktopVersion: string | null = null): Found => ({
  docker: new Docker({ socketPath: '/nonexistent' }),
  candidate: { address, because: 'where it usually is', tlsFolder: null },
  facts: {
    ...{ name: 'Docker 28.2.2', platform: 'linux/amd64', apiVersion: '1.50', runtimes: ['runc'], runcVersion: null },
    ...{ containerdVersion: null, holdsMemory: true, holdsSwap: true, holdsPids: true, isRootless: false },
    ...{ filtersCalls: true, product: 'docker', desktopVersion, version: '28.2.2', shortcoming: null, tookMs: 1 },
  },
});

it.skipIf(process.platform !== 'linux').each([
  ['an engine over TCP', foundAt('tcp://build.example:2376'), 0, /Docker 28\.2\.2 runs on another one\.$/],
  ['an engine over SSH', foundAt('ssh://anna@build.example'), 0, /Docker 28\.2\.2 runs on another one\.$/],
  [
    'Docker Desktop',
    foundAt('unix:///home/anna/.docker/desktop/docker.sock', '4.40.0'),
    0,
    /in a virtual machine of Docker Desktop’s\.$/,
  ],
  [
    'an ordinary user',
    foundAt('unix:///var/run/docker.sock'),
    1_000,
    /it takes root, and Countersign runs as user 1000\.$/,
  ],
])('cannot be had with %s, and says so', async (_, found, uid, message) => {
  const firewall = createFirewall(['/nonexistent'], uid);
  await expect(firewall.hold(found, 'iptables', NEVER)).rejects.toMatchObject({
    refusal: {
      code: 'SANDBOX_MISSING',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('firewall: iptables'),
    },
  });
  expect(firewall.state(found)).toMatchObject({ state: 'absent', fix: null });
  expect(await firewall.examine(found, true)).toEqual([
    { found: expect.stringMatching(message), fix: expect.stringContaining('firewall: iptables') },
  ]);
  await expect(firewall.hold(found, 'none', NEVER)).resolves.toBeUndefined();
});
