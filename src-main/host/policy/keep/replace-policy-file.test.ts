import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replacePolicyFile } from './replace-policy-file.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'replace-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the policy’s file', () => {
  it('is replaced whole, for this user alone, or made where there was none', async () => {
    const path = join(folder, 'policy.yaml');
    await replacePolicyFile(path, 'one\n');
    await replacePolicyFile(path, 'two\n');
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['two\n', 0o600]);
  });

  it('that is a link stays one, and what it leads to is replaced', async () => {
    const [path, target] = [join(folder, 'policy.yaml'), join(folder, 'kept-elsewhere.yaml')];
    writeFileSync(target, 'one\n');
    symlinkSync('kept-elsewhere.yaml', path);
    await replacePolicyFile(path, 'two\n');
    expect([lstatSync(path).isSymbolicLink(), readlinkSync(path)]).toEqual([true, 'kept-elsewhere.yaml']);
    expect(readFileSync(target, 'utf8')).toBe('two\n');
  });
});
