/** Electron's entry: gathers what the surroundings say, then starts the shell around a host. */
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import * as electron from 'electron';
import { createHost } from '#host/create-host.ts';
import { stderrLog } from '#host/ports/stderr-log.ts';
import { systemClock } from '#host/ports/system-clock.ts';
import { openDataFolder } from '#host/storage/index.ts';
import { type DesktopOptions, readDesktopOptions } from './desktop-options.ts';
import { type DesktopPaths, startDesktop } from './start-desktop.ts';

const { app, dialog } = electron;
const clock = systemClock();
const log = stderrLog(process.env);
const version = app.getVersion();

/** Electron's own files live beside the host's, where no policy reaches. The folder is made first, so that it is 0700. */
async function prepare({ dataDir }: DesktopOptions): Promise<DesktopPaths> {
  const { root } = await openDataFolder(dataDir);
  const shellDir = join(root, 'electron');
  await mkdir(shellDir, { recursive: true, mode: 0o700 });
  const at = (...path: readonly string[]): string => join(app.getAppPath(), ...path);
  return {
    shellDir,
    rendererDir: at('out', 'renderer'),
    preloadPath: at('out', 'preload', 'preload.cjs'),
    iconsDir: at('build', 'icons'),
  };
}

try {
  const options = readDesktopOptions(process.argv.slice(1), process.env, app.getPath('appData'));
  // Awaited at the top level: Electron does not become ready before this file is through, and some things must be said before that.
  const paths = await prepare(options);
  const starting = startDesktop({
    electron,
    createHost: (ports) =>
      createHost({ ...options, ...ports, ...{ clock, log, version, mode: 'desktop', loginLink: () => undefined } }),
    ...{ paths, clock, log, platform: process.platform, env: process.env, user: userInfo().username },
    development: !app.isPackaged && process.env.COUNTERSIGN_DEVELOPMENT === '1',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  // Not awaited at the top level, for Electron would then never become ready.
  starting.then((host) => {
    const ready = { event: 'ready', endpoint: host?.endpoint, ui: null, pid: process.pid, version, mode: 'desktop' };
    if (host !== null && options.json) process.stdout.write(`${JSON.stringify(ready)}\n`);
  }, fail);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  log.error({ err: error }, 'Countersign could not start');
  if (!process.argv.includes('--json')) {
    dialog.showErrorBox('Countersign could not start', error instanceof Error ? error.message : String(error));
  }
  app.exit(1);
}
