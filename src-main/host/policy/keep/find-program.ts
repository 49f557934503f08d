/** Where a program lies that a name stands for: in the usual folders, never in one that a shell's PATH happens to name. */
import { accessSync, constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** @returns its absolute path; `undefined` when the machine has none, or the name is none */
export async function findProgram(name: string, folders: readonly string[] = FOLDERS): Promise<string | undefined> {
  for (const path of pathsOf(name, folders)) {
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return path;
  }
  return undefined;
}

/** The same at once, for a policy that loads. */
export function findProgramNow(name: string): string | undefined {
  return pathsOf(name, FOLDERS).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function pathsOf(name: string, folders: readonly string[]): readonly string[] {
  return /^[A-Za-z0-9[][A-Za-z0-9._+@[-]*$/u.test(name) ? folders.map((folder) => join(folder, name)) : [];
}
