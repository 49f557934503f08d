import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmod,
  chown,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  open,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '#shared/model/index.ts';
import { createFilePins, driftOfFolder, type FilePins, pinFolder } from './index.ts';

const isRoot = process.getuid?.() === 0;

let folder: string;
let tool: string;
let pins: FilePins;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'countersign-pins-')));
  tool = join(folder, 'tool');
  await writeFile(tool, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  pins = createFilePins();
});

afterEach(() => rm(folder, { recursive: true }));

async function refusal(pinning: Promise<unknown>): Promise<string> {
  const error = await pinning.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Refused ? `${error.refusal.code} ${error.refusal.message}` : `not refused: ${error}`;
}

describe('pinning a program', () => {
  it('finds the file at the end of all links, and hashes it', async () => {
    await symlink(tool, join(folder, 'second'));
    await symlink('second', join(folder, 'first'));
    await symlink('.', join(folder, 'here'));
    const named = `${folder}/here/./../${basename(folder)}//first`;
    const file = await open(tool);
    const stat = await file.stat({ bigint: true });
    await file.close();
    expect(await pins.pinFile(named)).toEqual({
      named,
      path: tool,
      device: `${stat.dev}`,
      inode: `${stat.ino}`,
      sha256: createHash('sha256').update('#!/bin/sh\nexit 0\n').digest('hex'),
    });
  });

  it.each(['/bin/sh', '/bin/true', '/usr/bin/env', process.execPath])(
    'takes %s, as systems install it',
    async (path) => {
      expect((await pins.pinFile(path)).path).toBe(await realpath(path));
    },
  );

  it('refuses what is missing, relative, no regular file, not executable, or no path at all', async () => {
    expect(await refusal(pins.pinFile(join(folder, 'nothing')))).toMatch(/^EXECUTABLE_UNUSABLE .*no such file/);
    expect(await refusal(pins.pinFile(join(tool, 'below')))).toMatch(/^EXECUTABLE_UNUSABLE .*no such file/);
    expect(await refusal(pins.pinFile('tool'))).toMatch(/^EXECUTABLE_UNUSABLE .*an absolute path was expected/);
    expect(await refusal(pins.pinFile(''))).toMatch(/^EXECUTABLE_UNUSABLE .*an absolute path was expected/);
    expect(await refusal(pins.pinFile(`${tool}\0`))).toMatch(/^EXECUTABLE_UNUSABLE .*NUL byte/);
    expect(await refusal(pins.pinFile(folder))).toMatch(/^EXECUTABLE_UNUSABLE .*it is a folder/);
    expect(await refusal(pins.pinFile('/dev/null'))).toMatch(/^EXECUTABLE_UNUSABLE .*not a regular file/);
    await chmod(tool, 0o644);
    expect(await refusal(pins.pinFile(tool))).toMatch(/^EXECUTABLE_UNUSABLE .*may not be read and executed/);
  });

  it('refuses a socket and links in a circle', async () => {
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    expect(await refusal(pins.pinFile(join(folder, 'socket')))).toMatch(/^EXECUTABLE_UNUSABLE .*not a regular file/);
    server.close();
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    expect(await refusal(pins.pinFile(join(folder, 'a')))).toMatch(/^EXECUTABLE_UNUSABLE .*more than 40 links/);
  });

  it('refuses what the kernel itself cannot start', async () => {
    await writeFile(tool, 'echo hi\n');
    expect(await refusal(pins.pinFile(tool))).toMatch(
      /^EXECUTABLE_UNUSABLE .*neither a program of this system nor a script/,
    );
    await writeFile(tool, '');
    expect(await refusal(pins.pinFile(tool))).toMatch(
      /^EXECUTABLE_UNUSABLE .*neither a program of this system nor a script/,
    );
  });

  it('refuses a program that others may write', async () => {
    await chmod(tool, 0o757);
    expect(await refusal(pins.pinFile(tool))).toMatch(/the file .*tool can be written by everyone/);
  });

  it('refuses a folder on the way that everyone may write, unless it is sticky', async () => {
    await mkdir(join(folder, 'open'));
    await copyFile(tool, join(folder, 'open', 'tool'));
    await chmod(join(folder, 'open'), 0o777);
    expect(await refusal(pins.pinFile(join(folder, 'open', 'tool')))).toMatch(
      /the folder .*open can be written by everyone/,
    );
    await chmod(join(folder, 'open'), 0o1777);
    expect((await pins.pinFile(join(folder, 'open', 'tool'))).path).toBe(join(folder, 'open', 'tool'));
  });

  it('refuses a link that lies where everyone may write, though it leads to a safe place', async () => {
    await mkdir(join(folder, 'open'));
    await symlink('/bin/true', join(folder, 'open', 'tool'));
    await chmod(join(folder, 'open'), 0o777);
    expect(await refusal(pins.pinFile(join(folder, 'open', 'tool')))).toMatch(
      /the folder .*open can be written by everyone/,
    );
  });

  it.runIf(isRoot)(
    'refuses what a group may write, unless it is one of administrators or the owner’s own',
    async () => {
      await chmod(tool, 0o775);
      await chown(tool, 0, 0);
      expect((await pins.pinFile(tool)).path).toBe(tool);
      await chown(tool, 1234, 1234);
      expect((await pins.pinFile(tool)).path).toBe(tool);
      await chown(tool, 0, 1234);
      expect(await refusal(pins.pinFile(tool))).toMatch(/can be written by the group 1234/);
      await mkdir(join(folder, 'local'));
      await copyFile(tool, join(folder, 'local', 'tool'));
      await chmod(join(folder, 'local', 'tool'), 0o755);
      await chmod(join(folder, 'local'), 0o2775);
      await chown(join(folder, 'local'), 0, 50);
      expect((await pins.pinFile(join(folder, 'local', 'tool'))).path).toBe(join(folder, 'local', 'tool'));
      await chown(join(folder, 'local'), 0, 1234);
      expect(await refusal(pins.pinFile(join(folder, 'local', 'tool')))).toMatch(/can be written by the group 1234/);
    },
  );

  it.runIf(isRoot)('refuses another user’s file in a folder that is open to all', async () => {
    await mkdir(join(folder, 'open'));
    await chmod(join(folder, 'open'), 0o1777);
    await copyFile(tool, join(folder, 'open', 'tool'));
    await chown(join(folder, 'open', 'tool'), 1234, 1234);
    expect(await refusal(pins.pinFile(join(folder, 'open', 'tool')))).toMatch(/belongs to the user 1234/);
  });
});

describe('pinning a file that is read', () => {
  it('needs no right to execute', async () => {
    const script = join(folder, 'script.py');
    await writeFile(script, 'print()\n', { mode: 0o644 });
    expect(await pins.pinOperand(script)).toMatchObject({ path: script });
  });
});

describe('drift of a file', () => {
  it('is nothing for a file that nobody touched', async () => {
    expect(await pins.driftOfFile(await pins.pinFile(tool))).toEqual([]);
    expect(await createFilePins().driftOfFile(await pins.pinFile(tool))).toEqual([]);
  });

  it('shows new content, also of the same length with the old times put back', async () => {
    const pinned = await pins.pinFile(tool);
    const longAgo = new Date(1_600_000_000_000);
    await utimes(tool, longAgo, longAgo);
    await pins.pinFile(tool);
    await writeFile(tool, '#!/bin/sh\nexit 1\n');
    await utimes(tool, longAgo, longAgo);
    expect(await pins.driftOfFile(pinned)).toEqual([`${tool} has different content now`]);
  });

  it('shows every rewrite in quick succession', async () => {
    for (let round = 0; round < 200; round += 1) {
      const pinned = await pins.pinFile(tool);
      await writeFile(tool, `#!/bin/sh\nexit ${round % 2}\n# ${round % 7}\n`);
      expect(await pins.driftOfFile(pinned)).toEqual([`${tool} has different content now`]);
    }
  });

  it('shows another file, another way, and none at all', async () => {
    const pinned = await pins.pinFile(tool);
    await copyFile(tool, `${tool}.new`);
    await rename(`${tool}.new`, tool);
    expect(await pins.driftOfFile(pinned)).toEqual([`${tool} is a different file now`]);
    await rm(tool);
    await symlink('/bin/true', tool);
    expect(await pins.driftOfFile(pinned)).toEqual([`${tool} leads to ${await realpath('/bin/true')} now`]);
    await rm(tool);
    expect(await pins.driftOfFile(pinned)).toEqual([`${tool} cannot be used now: there is no such file`]);
  });

  it('shows that others may write it now', async () => {
    const pinned = await pins.pinFile(tool);
    await chmod(tool, 0o777);
    expect(await pins.driftOfFile(pinned)).toEqual([expect.stringContaining('can be written by everyone')]);
  });

  it('shows nothing when only another name for the file appeared', async () => {
    const pinned = await pins.pinFile(tool);
    await link(tool, `${tool}.too`);
    expect(await pins.driftOfFile(pinned)).toEqual([]);
  });
});

describe('folders', () => {
  it('are pinned where all links lead', async () => {
    await symlink(folder, join(folder, 'here'));
    expect((await pinFolder(join(folder, 'here'))).path).toBe(folder);
  });

  it('are refused when missing, relative, files, or no path at all', async () => {
    expect(await refusal(pinFolder(join(folder, 'nothing')))).toMatch(/^BAD_INPUT .*no such folder/);
    expect(await refusal(pinFolder(tool))).toMatch(/^BAD_INPUT .*it is a file/);
    expect(await refusal(pinFolder(join(tool, 'below')))).toMatch(/^BAD_INPUT .*a part of the path is a file/);
    expect(await refusal(pinFolder('.'))).toMatch(/^BAD_INPUT .*an absolute path was expected/);
    expect(await refusal(pinFolder('/tmp\0'))).toMatch(/^BAD_INPUT .*NUL byte/);
  });

  it('drift when they are replaced, lead elsewhere, or are gone', async () => {
    const work = join(folder, 'work');
    await mkdir(work);
    const pinned = await pinFolder(work);
    expect(await driftOfFolder(pinned)).toEqual([]);
    await rename(work, join(folder, 'away'));
    expect(await driftOfFolder(pinned)).toEqual([`${work} cannot be used now: there is no such folder`]);
    await mkdir(work);
    expect(await driftOfFolder(pinned)).toEqual([`${work} is a different folder now`]);
    await rm(work, { recursive: true });
    await symlink('away', work);
    expect(await driftOfFolder(pinned)).toEqual([`${work} leads to ${join(folder, 'away')} now`]);
    await rm(work);
    await writeFile(work, '');
    expect(await driftOfFolder(pinned)).toEqual([`${work} is not a folder now`]);
  });
});
