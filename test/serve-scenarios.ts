/** The renderer's development page, built and served on loopback: the whole app on a fake host, for pictures, browser tests and benches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, preview } from 'vite';

export interface ServedScenarios {
  /** The page that opens a scenario of `src-renderer/dev/scenarios.ts` at a hash. @param seed of what it makes up, where it does */
  pageOf(scenario: string, hash: string, seed?: number): string;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '..', 'src-renderer');

export async function serveScenarios(): Promise<ServedScenarios> {
  const outDir = mkdtempSync(join(tmpdir(), 'countersign-dev-'));
  const shared = { configFile: false, root, base: './', logLevel: 'error' } as const;
  await build({
    ...shared,
    plugins: [react()],
    build: { outDir, emptyOutDir: true, rollupOptions: { input: join(root, 'dev/index.html') } },
  });
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.resolvedUrls?.local[0] ?? '';
  return {
    pageOf: (scenario, hash, seed) =>
      `${address}dev/index.html?scenario=${scenario}${seed === undefined ? '' : `&seed=${seed}`}#${hash}`,
    async close() {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
