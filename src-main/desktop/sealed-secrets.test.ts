import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSecrets } from '../headless/file-secrets.ts';
import { type SealedSecretsSetting, sealedSecrets } from './sealed-secrets.ts';

let root: string;
let dir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cs-secrets-'));
  dir = join(root, 'secrets');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Backend = ReturnType<SealedSecretsSetting['safeStorage']['getSelectedStorageBackend']>;

/** A keyring that seals by turning every bit around; `key` tells one keyring from another. */
function keyring(
  backend: Backend,
  { available = true, key = 255, rotated = false } = {},
): SealedSecretsSetting['safeStorage'] {
  const turn = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ key));
  return {
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text) => Buffer.concat([Buffer.of(key), turn(Buffer.from(text))]),
    decryptStringAsync: async (sealed) => {
      if (sealed[0] !== key && !rotated) throw new Error('Error while decrypting the ciphertext');
      const was = sealed[0] ?? 0;
      return {
        result: String(Buffer.from(sealed.subarray(1).map((byte) => byte ^ was))),
        shouldReEncrypt: sealed[0] !== key,
      };
    },
  };
}

const secret = Uint8Array.from({ length: 32 }, (_, at) => at * 8);
const make = (): Uint8Array => secret;
const makeNone = (): Uint8Array => {
  throw new Error('a new secret was made');
};
const at = (safeStorage: SealedSecretsSetting['safeStorage'], platform: NodeJS.Platform = 'linux') =>
  sealedSecrets({ safeStorage, platform, dir });

describe('sealed secrets', () => {
  it('are sealed by the keyring and come back the same', async () => {
    const first = await at(keyring('gnome_libsecret')).obtain('audit-key', make);
    expect(first.keptIn).toBe('the GNOME keyring (libsecret)');
    const again = await at(keyring('gnome_libsecret')).obtain('audit-key', makeNone);
    expect(Buffer.from(again.secret).equals(Buffer.from(secret))).toBe(true);
    expect(readdirSync(dir)).toEqual(['audit-key.sealed']);
    expect(readFileSync(join(dir, 'audit-key.sealed')).includes(Buffer.from(secret))).toBe(false);
  });

  it.each(['basic_text', 'unknown'] as const)(
    'lie in a plain file of mode 0600 when the backend is %s, and that is said',
    async (backend) => {
      const { keptIn } = await at(keyring(backend)).obtain('audit-key', make);
      expect(keptIn).toContain('no system keyring guards it');
      expect(statSync(join(dir, 'audit-key')).mode & 0o777).toBe(0o600);
      expect(statSync(dir).mode & 0o777).toBe(0o700);
      const again = await at(keyring(backend)).obtain('audit-key', makeNone);
      expect(Buffer.from(again.secret).equals(Buffer.from(secret))).toBe(true);
    },
  );

  it('lie in a plain file when the keyring does not answer', async () => {
    const { keptIn } = await at(keyring('kwallet6', { available: false })).obtain('audit-key', make);
    expect(keptIn).toContain('no system keyring');
  });

  it('ask the keychain on macOS and DPAPI on Windows, where there are no backends to tell apart', async () => {
    expect((await at(keyring('unknown'), 'darwin').obtain('a', make)).keptIn).toBe('the macOS keychain');
    expect((await at(keyring('unknown'), 'win32').obtain('b', make)).keptIn).toBe('Windows data protection (DPAPI)');
  });

  it('are shared with the headless shell, which keeps plain files', async () => {
    await fileSecrets(root).obtain('audit-key', make);
    const here = await at(keyring('gnome_libsecret')).obtain('audit-key', makeNone);
    expect(Buffer.from(here.secret).equals(Buffer.from(secret))).toBe(true);
    expect(here.keptIn).toContain('no system keyring guards it');
  });

  it('are never made anew when the old one cannot be opened', async () => {
    await at(keyring('gnome_libsecret')).obtain('audit-key', make);
    const before = readFileSync(join(dir, 'audit-key.sealed'));
    await expect(at(keyring('gnome_libsecret', { key: 1 })).obtain('audit-key', makeNone)).rejects.toThrow(
      /cannot be opened .* a new secret is not made/,
    );
    await expect(at(keyring('basic_text')).obtain('audit-key', makeNone)).rejects.toThrow(
      /keyring that is not there now/,
    );
    expect(readFileSync(join(dir, 'audit-key.sealed')).equals(before)).toBe(true);
    expect(readdirSync(dir)).toEqual(['audit-key.sealed']);
  });

  it('are sealed again when the keyring says that its key has changed', async () => {
    await at(keyring('gnome_libsecret')).obtain('audit-key', make);
    await at(keyring('gnome_libsecret', { key: 7, rotated: true })).obtain('audit-key', makeNone);
    expect(readFileSync(join(dir, 'audit-key.sealed'))[0]).toBe(7);
  });

  it('have names that cannot leave their folder', async () => {
    for (const name of ['../clients', 'a/b', '', 'UPPER', '.hidden', 'a.sealed']) {
      await expect(at(keyring('kwallet')).obtain(name, make)).rejects.toThrow(TypeError);
    }
  });

  it('are not overwritten when their file cannot be read', async () => {
    await at(keyring('basic_text')).obtain('audit-key', make);
    rmSync(join(dir, 'audit-key'));
    writeFileSync(join(root, 'file'), '');
    await expect(
      sealedSecrets({ safeStorage: keyring('basic_text'), platform: 'linux', dir: join(root, 'file') }).obtain(
        'audit-key',
        makeNone,
      ),
    ).rejects.toThrow();
  });
});
