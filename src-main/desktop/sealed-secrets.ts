/**
 * Secrets sealed by the system's keyring through Electron's safeStorage, one file each. Where the system has no keyring, Chromium
 * would "encrypt" with a key that everyone knows; then the secret lies in a plain file of mode 0600, and it is said so.
 * A secret that is there but cannot be opened is an error: making a new one would orphan all that the old one signed.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import type { Secrets } from '#host/ports/index.ts';
import { writeFileAtomic } from '#host/storage/index.ts';

export interface SealedSecretsSetting {
  readonly safeStorage: Pick<
    SafeStorage,
    'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
  >;
  readonly platform: NodeJS.Platform;
  /** Absolute path of a folder for secrets alone; made with mode 0700. */
  readonly dir: string;
}

const keyrings: Readonly<Record<string, string>> = {
  darwin: 'the macOS keychain',
  win32: 'Windows data protection (DPAPI)',
  gnome_libsecret: 'the GNOME keyring (libsecret)',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
};

export function sealedSecrets({ safeStorage, platform, dir }: SealedSecretsSetting): Secrets {
  /** The keyring's name for a person; `null` when there is none worth the name. Only after Electron is ready. */
  const findKeyring = async (): Promise<string | null> => {
    const name = keyrings[platform === 'linux' ? safeStorage.getSelectedStorageBackend() : platform];
    return name !== undefined && (await safeStorage.isAsyncEncryptionAvailable()) ? name : null;
  };

  const unseal = async (path: string, sealed: Buffer): Promise<Uint8Array> => {
    try {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
      if (shouldReEncrypt) await writeFileAtomic(path, await safeStorage.encryptStringAsync(result));
      return Buffer.from(result, 'base64');
    } catch (cause) {
      throw new Error(
        `The secret in ${path} cannot be opened with this system's keyring. Unlock the keyring and start again; a new secret is not made in its place.`,
        { cause },
      );
    }
  };

  return {
    async obtain(name, make) {
      if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) throw new TypeError('expected a secret name such as audit-key');
      const plainPath = join(dir, name);
      const sealedPath = `${plainPath}.sealed`;
      await mkdir(dir, { recursive: true, mode: 0o700 });

      const plain = await readOrNull(plainPath);
      if (plain !== null) return { secret: plain, keptIn: inPlainFile(plainPath) };

      const keyring = await findKeyring();
      const sealed = await readOrNull(sealedPath);
      if (sealed !== null) {
        if (keyring === null)
          throw new Error(`The secret in ${sealedPath} was sealed by a keyring that is not there now.`);
        return { secret: await unseal(sealedPath, sealed), keptIn: keyring };
      }

      const secret = make();
      if (keyring === null) {
        await writeFileAtomic(plainPath, secret);
        return { secret, keptIn: inPlainFile(plainPath) };
      }
      await writeFileAtomic(sealedPath, await safeStorage.encryptStringAsync(Buffer.from(secret).toString('base64')));
      return { secret, keptIn: keyring };
    },
  };
}

const inPlainFile = (path: string): string =>
  `the file ${path}, readable by this user only: no system keyring guards it`;

/** @returns `null` when there is no such file. @throws for a file that is there but cannot be read */
async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
