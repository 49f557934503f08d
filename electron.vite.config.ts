/** One build: Electron's main and preload, the headless and command-line entries for plain Node, and the renderer. */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const from = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      minify: false,
      externalizeDeps: true,
      rollupOptions: {
        input: {
          desktop: from('src-main/desktop/desktop.ts'),
          cli: from('src-main/cli/cli.ts'),
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      minify: false,
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: from('src-main/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('src-renderer'),
    base: './',
    plugins: [react()],
    build: {
      outDir: from('out/renderer'),
      minify: true,
      rollupOptions: {
        input: from('src-renderer/index.html'),
        // Chunks run before the entry that loads them: what keeps zod from trying eval has to lie with zod itself.
        output: { codeSplitting: { groups: [{ name: 'zod', test: /[\\/]node_modules[\\/]zod[\\/]|no-eval\.ts$/ }] } },
      },
    },
  },
});
