/**
 * Whether Electron's binary is here, found by reading files alone: requiring the package would try to download it and throw offline.
 * Follows the package's own rules: `path.txt` names the program, `ELECTRON_OVERRIDE_DIST_PATH` names another folder to look in.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type ElectronBinary =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly why: string };

export interface WhereToLook {
  /** Absolute path of the folder that holds `node_modules`. */
  readonly projectRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @returns the program's absolute path, or a sentence that says what is missing where. Never throws. */
export function findElectron({ projectRoot, env }: WhereToLook): ElectronBinary {
  const packageDir = join(projectRoot, 'node_modules', 'electron');
  const program = readOrNull(join(packageDir, 'path.txt'))?.trim() ?? '';
  const override = env.ELECTRON_OVERRIDE_DIST_PATH ?? '';
  if (override !== '') {
    return atPath(join(override, program === '' ? 'electron' : program), 'ELECTRON_OVERRIDE_DIST_PATH names a folder');
  }
  if (!isKind(packageDir, 'folder')) return { found: false, why: 'the electron package is not installed' };
  if (program === '') return { found: false, why: "the electron package is installed without Electron's binary" };
  return atPath(join(packageDir, 'dist', program), 'the electron package names a binary');
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Numeric user id; `undefined` where there is none. */
  readonly uid: number | undefined;
}

/** @returns why the desktop app could not run here although the binary is there, as a sentence; `null` when nothing is in the way */
export function desktopObstacle({ platform, env, uid }: Surroundings): string | null {
  if (platform !== 'linux') return null;
  // Chromium refuses to run as root unless its sandbox is off, and a security product does not switch that off.
  if (uid === 0) return 'Electron does not run as root with its sandbox on';
  const screens = [env.DISPLAY, env.WAYLAND_DISPLAY];
  return screens.some((name) => name !== undefined && name !== '')
    ? null
    : 'there is no screen: DISPLAY and WAYLAND_DISPLAY are not set';
}

function atPath(path: string, claim: string): ElectronBinary {
  return isKind(path, 'file') ? { found: true, path } : { found: false, why: `${claim}, but ${path} is not a file` };
}

function isKind(path: string, kind: 'file' | 'folder'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (kind === 'file' ? found.isFile() : found.isDirectory());
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
