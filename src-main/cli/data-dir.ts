/** Which data folder is meant: the flag, else COUNTERSIGN_DATA_DIR, else the platform's place for application data. */
import { posix, win32 } from 'node:path';
import { defaultDataDir } from '#host/storage/default-data-dir.ts';
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
