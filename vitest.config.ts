/** Unit and host tests: real files, real child programs, plain Node. The renderer's tests ask for a DOM themselves. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: ['test/container-setup.ts'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
