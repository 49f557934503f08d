/** Our own drawn icons, loaded from `build/icons`. Electron finds each `@2x` beside its file by itself. */
import { join } from 'node:path';
import type { NativeImage } from 'electron';

export interface Icons {
  readonly app: NativeImage;
  readonly trayIdle: NativeImage;
  readonly trayWaiting: NativeImage;
  /** Laid over the taskbar button on Windows while something waits. */
  readonly overlayWaiting: NativeImage;
  readonly trayPaused: NativeImage;
  readonly overlayPaused: NativeImage;
}

/** @throws Error naming the file when one is missing or unreadable */
export function loadIcons(
  nativeImage: { createFromPath(path: string): NativeImage },
  iconsDir: string,
  platform: NodeJS.Platform,
): Icons {
  const load = (name: string): NativeImage => {
    const path = join(iconsDir, name);
    const image = nativeImage.createFromPath(path);
    if (image.isEmpty()) throw new Error(`The icon ${path} is missing or not an image.`);
    return image;
  };
  // Linux panels show 22 to 24 pixels, Windows and macOS 16. A macOS template is drawn in the menu bar's own colour.
  const large = platform === 'linux' ? '-large' : '';
  const trayIdle = load(platform === 'darwin' ? 'trayTemplate.png' : `tray${large}.png`);
  if (platform === 'darwin') trayIdle.setTemplateImage(true);
  return {
    app: load('icon.png'),
    trayIdle,
    trayWaiting: load(`tray-waiting${large}.png`),
    overlayWaiting: load('overlay-waiting.png'),
    trayPaused: load(`tray-paused${large}.png`),
    overlayPaused: load('overlay-paused.png'),
  };
}
