import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSecrets } from './file-secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = (): Uint8Array => {
  throw new Error('made anew');
};

describe('a secret in a file', () => {
  it('is made once, and is there after a restart', async () => {
    const { secret, keptIn } = await fileSecrets(folder).obtain('audit-signing-key', () => Buffer.from('abc'));
    expect(Buffer.from(secret).toString()).toBe('abc');
    expect(keptIn).toContain(folder);
    expect(Buffer.from((await fileSecrets(folder).obtain('audit-signing-key', never)).secret).toString()).toBe('abc');
  });

  it('is for this user alone', async () => {
    await fileSecrets(folder).obtain('key', () => Buffer.from('abc'));
    expect(statSync(join(folder, 'secrets')).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'secrets', 'key')).mode & 0o077).toBe(0);
  });

  it('is not made anew where the desktop app sealed one', async () => {
    await fileSecrets(folder).obtain('other', () => Buffer.from('abc'));
    const sealed = join(folder, 'secrets', 'key.sealed');
    writeFileSync(sealed, 'sealed');
    await expect(fileSecrets(folder).obtain('key', never)).rejects.toThrow(/keyring/);
    expect(readFileSync(sealed, 'utf8')).toBe('sealed');
  });

  it.each(['', '..', '../x', 'A', 'a/b', '.'])('is not named %j', async (name) => {
    await expect(fileSecrets(folder).obtain(name, never)).rejects.toThrow(/not a name/);
  });
});
