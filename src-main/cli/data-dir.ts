/** Which data folder is meant: the flag, else COUNTERSIGN_DATA_DIR, else the platform's place for application data. */
import { posix, win32 } from 'node:path';
import { WrongUsage } from './usage.ts';

export interface DataDirClues {
  /** The value of `--data-dir`. */
  readonly flag: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homeDir: string;
  /** What a relative path is relative to. */
  readonly cwd: string;
}

/** @returns an absolute path; touches nothing. @throws WrongUsage for an empty `--data-dir` */
export function chooseDataDir({ flag, env, platform, homeDir, cwd }: DataDirClues): string {
  const { resolve } = platform === 'win32' ? win32 : posix;
  if (flag === '') throw new WrongUsage('--data-dir: expected a folder, got nothing.');
  const named = flag ?? env.COUNTERSIGN_DATA_DIR ?? '';
  return named === '' ? defaultDataDir(env, platform, homeDir) : resolve(cwd, named);
}

function defaultDataDir(env: DataDirClues['env'], platform: NodeJS.Platform, homeDir: string): string {
  if (platform === 'win32') {
    return win32.join(env.APPDATA || win32.join(homeDir, 'AppData', 'Roaming'), 'countersign');
  }
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'countersign');
  // The XDG specification says that a relative path in this variable is to be ignored.
  const xdg = env.XDG_DATA_HOME ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(homeDir, '.local', 'share'), 'countersign');
}
