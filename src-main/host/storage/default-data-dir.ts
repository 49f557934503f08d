/** Where the data folder is when nobody says: the platform's place for application data. The same for every shell and the command line. */
import { posix, win32 } from 'node:path';

/** @returns an absolute path; touches nothing */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  homeDir: string,
): string {
  if (platform === 'win32') {
    return win32.join(env.APPDATA || win32.join(homeDir, 'AppData', 'Roaming'), 'countersign');
  }
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'countersign');
  // The XDG specification says that a relative path in this variable is to be ignored.
  const xdg = env.XDG_DATA_HOME ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(homeDir, '.local', 'share'), 'countersign');
}
