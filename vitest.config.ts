/** Unit and host tests: real files, real child programs, plain Node. The renderer's tests ask for a DOM themselves. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: ['test/container-setup.ts'],
    testTimeout: 20_000,
    // How soon something comes is never what a test is about; its own second would be too short on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
