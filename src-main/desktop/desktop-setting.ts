/** What the desktop shell is started with: Electron's parts, where its files are, and who it runs for. */
import type { Clock, Log } from '#host/ports/index.ts';
import type { CreateDesktopHost } from './desktop-host.ts';
import type { ElectronParts } from './electron-parts.ts';

export interface DesktopPaths {
  /** Electron's own files, a folder inside the data folder. Exists already, 0700. */
  readonly shellDir: string;
  readonly rendererDir: string;
  /** The bundled preload script. */
  readonly preloadPath: string;
  readonly iconsDir: string;
}

export interface DesktopSetting {
  readonly electron: ElectronParts;
  readonly createHost: CreateDesktopHost;
  readonly paths: DesktopPaths;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The operating system's user name. */
  readonly user: string;
  /** Developer tools and reload; never in what people run. */
  readonly development: boolean;
  readonly clock: Clock;
  readonly log: Log;
}
