import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFile, keptFiles, readKept } from './kept-files.ts';

let run = '';
beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'kept-'));
});
afterEach(() => rm(run, { recursive: true, force: true }));

const bytesOf = (text: string): Buffer => Buffer.from(text);

describe('files kept with a run', () => {
  it('are read back by kind and name, with their hashes', async () => {
    await keepFile(run, 'package', 'solve.py', bytesOf('print(1)'));
    await keepFile(run, 'left', 'solve.py', bytesOf('another'));
    expect(await keptFiles(run)).toMatchObject([
      { kind: 'package', path: 'solve.py', bytes: 8 },
      { kind: 'left', path: 'solve.py', bytes: 7 },
    ]);
    expect(Buffer.from((await readKept(run, 'package', 'solve.py')) ?? []).toString()).toBe('print(1)');
    expect(await readKept(run, 'package', 'missing')).toBeUndefined();
  });

  it('never take a path of an agent’s choosing', async () => {
    for (const path of ['../../etc/passwd', '/etc/passwd', 'list.json', '0', 'a\0b', '..']) {
      await keepFile(run, 'left', path, bytesOf(path));
      expect(Buffer.from((await readKept(run, 'left', path)) ?? []).toString()).toBe(path);
    }
    expect((await readdir(join(run, 'kept'))).sort()).toEqual(['0', '1', '2', '3', '4', '5', 'list.json']);
    expect(await readdir(run)).toEqual(['kept']);
  });

  it('that were changed on disk are not handed out', async () => {
    await keepFile(run, 'package', 'solve.py', bytesOf('good'));
    await writeFile(join(run, 'kept', '0'), 'evil');
    await expect(readKept(run, 'package', 'solve.py')).rejects.toThrow('changed on disk');
  });

  it('make no folder for a run that is not there', async () => {
    await expect(keepFile(join(run, 'gone'), 'left', 'a', bytesOf('a'))).rejects.toThrow('ENOENT');
    expect(await keptFiles(join(run, 'gone'))).toEqual([]);
    await mkdir(join(run, 'empty'));
    expect(await keptFiles(join(run, 'empty'))).toEqual([]);
  });
});
