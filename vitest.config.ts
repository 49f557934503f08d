/**
 * Unit and host tests: real files, real child programs, plain Node. The renderer's tests ask for a DOM themselves. What holds for a container
 * holds in any engine, so those tests run a second time in a Podman of their own.
 */
import { defineConfig } from 'vitest/config';

const CONTAINERS = 'src-main/host/engines/container';
const IN_EVERY_ENGINE = [
  'carry-out',
  'escapes',
  'forbidden',
  'hostile-image',
  'reach',
  'reap',
  'wall',
  'broken-wall',
  'warm',
];
const usual = {
  testTimeout: 40_000,
  hookTimeout: 60_000,
  // How soon something comes is never what a test is about; its own second would be too short on a busy machine.
  expect: { poll: { timeout: 15_000 } },
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...usual,
          name: 'usual',
          include: ['src-*/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: [`${CONTAINERS}/podman.test.ts`],
          globalSetup: ['test/container-setup.ts'],
        },
      },
      {
        test: {
          ...usual,
          name: 'podman',
          include: [...IN_EVERY_ENGINE, 'podman'].map((name) => `${CONTAINERS}/${name}.test.ts`),
          globalSetup: ['test/podman-setup.ts'],
        },
      },
    ],
  },
});
