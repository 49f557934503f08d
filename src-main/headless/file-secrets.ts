/** Secrets for a machine without a keychain: files of mode 0600 in the data folder, out of every policy's reach. */
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secrets } from '#host/ports/index.ts';
import { writeFileAtomic } from '#host/storage/index.ts';

export function fileSecrets(dataDir: string): Secrets {
  const folder = join(dataDir, 'secrets');
  return {
    async obtain(name, make) {
      if (!/^[a-z][a-z-]*$/.test(name)) throw new Error(`${name} is not a name for a secret`);
      const path = join(folder, name);
      const keptIn = `a file that only you can read (${path})`;
      try {
        return { secret: await readFile(path), keptIn };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
      if (await isThere(`${path}.sealed`)) {
        throw new Error(
          `The desktop app keeps the secret “${name}” of this data folder in the system's keyring, which only it can open. Start the desktop app, or choose another folder with --data-dir.`,
        );
      }
      const secret = make();
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(path, secret);
      return { secret, keptIn };
    },
  };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
