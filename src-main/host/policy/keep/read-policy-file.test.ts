import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicyFile } from './read-policy-file.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-file-'));
  file = join(folder, 'policy.yaml');
});

afterEach(() => rmSync(folder, { recursive: true }));

const problem = async (): Promise<string> => {
  const found = await readPolicyFile(file);
  return found.state === 'unusable' ? found.problem : found.state;
};

describe('readPolicyFile', () => {
  it('reads a plain file', async () => {
    writeFileSync(file, 'version: 1\n');
    expect(await readPolicyFile(file)).toEqual({ state: 'ok', text: 'version: 1\n' });
  });

  it('leaves out a byte order mark', async () => {
    writeFileSync(file, '\ufeffversion: 1\n');
    expect(await readPolicyFile(file)).toEqual({ state: 'ok', text: 'version: 1\n' });
  });

  it('says that it is missing, with its folder or without', async () => {
    expect(await readPolicyFile(file)).toEqual({ state: 'missing' });
    expect(await readPolicyFile(join(folder, 'no', 'policy.yaml'))).toEqual({ state: 'missing' });
  });

  it('refuses a folder', async () => {
    mkdirSync(file);
    expect(await problem()).toBe(`${file} is a folder, and a file was expected.`);
  });

  it('refuses a FIFO without waiting for a writer', async () => {
    execFileSync('/usr/bin/mkfifo', [file]);
    expect(await problem()).toBe(`${file} is not a plain file.`);
  });

  it('refuses a device', async () => {
    symlinkSync('/dev/zero', file);
    expect(await problem()).toBe(`${file} is not a plain file.`);
  });

  it('refuses more than 1 MiB without reading it', async () => {
    writeFileSync(file, Buffer.alloc(10_000_000, '#'));
    expect(await problem()).toContain('has 10000000 bytes, and a policy has at most 1 MiB');
  });

  it('refuses what is not UTF-8', async () => {
    writeFileSync(file, Buffer.from([0x61, 0xff, 0xfe]));
    expect(await problem()).toContain('is not valid UTF-8');
  });

  it('refuses what everybody may write', async () => {
    writeFileSync(file, 'version: 1\n');
    chmodSync(file, 0o666);
    expect(await problem()).toContain('chmod o-w');
  });

  it('follows a link to a plain file, and refuses one that leads nowhere or round in a circle', async () => {
    writeFileSync(join(folder, 'real.yaml'), 'version: 1\n');
    symlinkSync('real.yaml', file);
    expect(await readPolicyFile(file)).toEqual({ state: 'ok', text: 'version: 1\n' });
    rmSync(join(folder, 'real.yaml'));
    expect(await problem()).toContain('is a link to something that does not exist');
    symlinkSync('policy.yaml', join(folder, 'real.yaml'));
    expect(await problem()).toContain('cannot be read');
  });

  it.runIf(process.getuid?.() === 0)('refuses another user’s file, through a link too', async () => {
    const other = join(folder, 'other.yaml');
    writeFileSync(other, 'version: 1\n');
    chownSync(other, 12_345, 12_345);
    symlinkSync('other.yaml', file);
    expect(await problem()).toContain('belongs to user 12345');
  });
});
