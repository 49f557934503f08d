/** Electron's entry: gathers what the surroundings say, then starts the shell around a host. */
import { mkdir } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as electron from 'electron';
import { createHost } from '#host/create-host.ts';
import { stderrLog } from '#host/ports/stderr-log.ts';
import { systemClock } from '#host/ports/system-clock.ts';
import { defaultDataDir } from '#host/storage/default-data-dir.ts';
import { openDataFolder } from '#host/storage/index.ts';
import { readDesktopOptions } from './desktop-options.ts';
import type { DesktopPaths } from './desktop-setting.ts';
import { readyLine } from './say-ready.ts';
import { startDesktop } from './start-desktop.ts';

const { app, dialog } = electron;
const { argv, env, platform, pid } = process;
const runnerImagesDir = join(app.getAppPath(), 'runner-images');
const [clock, log, version] = [systemClock(), stderrLog(env), app.getVersion()];

/** Electron's own files live beside the host's, where no policy reaches. The folder is made first, so that it is 0700. */
async function prepare(dataDir: string): Promise<DesktopPaths> {
  const shellDir = join((await openDataFolder(dataDir)).root, 'electron');
  await mkdir(shellDir, { recursive: true, mode: 0o700 });
  const at = (...path: readonly string[]): string => join(app.getAppPath(), ...path);
  return {
    shellDir,
    rendererDir: at('out', 'renderer'),
    preloadPath: at('out', 'preload', 'preload.cjs'),
    iconsDir: at('build', 'icons'),
  };
}

function fail(error: unknown): void {
  log.error({ err: error }, 'Countersign could not start');
  // Whoever reads JSON has nobody in front of a box that waits for a click.
  const quiet = env.COUNTERSIGN_JSON === '1' || argv.includes('--json');
  if (!quiet)
    dialog.showErrorBox('Countersign could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}

try {
  const options = readDesktopOptions(argv.slice(1), env, defaultDataDir(env, platform, homedir()));
  // Awaited at the top level: Electron is not ready before this file is through, and some things must be said before that.
  const paths = await prepare(options.dataDir);
  const starting = startDesktop({
    createHost: (ports) =>
      createHost({
        ...options,
        ...ports,
        ...{ clock, log, version, mode: 'desktop', loginLink: () => undefined, runnerImagesDir },
      }),
    ...{ electron, paths, clock, log, platform, env, user: userInfo().username },
    development: !app.isPackaged && env.COUNTERSIGN_DEVELOPMENT === '1',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  // Not awaited at the top level, for Electron would then never become ready.
  starting.then((host) => {
    if (host !== null) process.stdout.write(readyLine(host.endpoint, version, pid, options.json));
  }, fail);
} catch (error) {
  fail(error);
}
