/** Files that are not what they look like, disks that take nothing, names and contents that are no text: over the whole road, on real ones. */
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount, TinyDisk } from '../../records/testing/tiny-disk.ts';
import { type FileAgent, FREE_POLICY, openFileAgent } from './testing/file-agent.ts';

const isRoot = process.getuid?.() === 0;
const mounts = process.platform === 'linux' && canMount();
if (!mounts) console.warn('SKIPPED: a full disk and a read-only one need root on Linux, to mount them.');

let files: FileAgent;
let at: FileAgent['at'];
beforeEach(async () => {
  files = await openFileAgent();
  ({ at } = files);
});
afterEach(() => files.close());

/** Every tool that takes a file, on one. */
const callsOn = (path: string): readonly (readonly [string, object])[] => [
  ['read_file', { path }],
  ['read_file', { path, start_line: 1 }],
  ['download_file', { path }],
  ['search_text', { path, text: 'x' }],
  ['write_file', { path, content: 'x' }],
  ['write_file', { path, content: 'x', mode: 'append' }],
  ['replace_in_file', { path, old_text: 'a', new_text: 'b' }],
  ['upload_file', { path, chunk_data: 'eA==', is_last: true }],
  ['move_file', { source: path, destination: at('elsewhere') }],
  ['move_file', { source: at('plain'), destination: path, overwrite: true }],
  ['delete_file', { path }],
];

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  /** A FIFO that somebody opens to read holds them until somebody writes: nobody does. */
  const kinds: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'a FIFO': async (path) => void execFileSync('mkfifo', [path]),
    'a socket': (path) =>
      new Promise((resolve) => {
        server = createServer().listen(path, resolve);
      }),
    ...(mounts ? { 'a device': async (path) => void execFileSync('mknod', [path, 'c', '1', '5']) } : {}),
  };

  it.each(Object.keys(kinds))('%s is refused by every tool, at once, and is still there', async (kind) => {
    const path = at('odd');
    await kinds[kind]?.(path);
    writeFileSync(at('plain'), 'p');
    for (const [tool, args] of callsOn(path)) {
      const value = await files.value(tool, { ...args });
      expect(['FILE_UNUSABLE', 'FILE_EXISTS']).toContain(value.code);
      expect(value.message).toContain(kind);
    }
    expect(await files.value('search_text', { path: files.app.workspace, text: 'p' })).toMatchObject({
      ...{ success: true, total_count: 1 },
    });
    expect((await files.value('list_directory', { path: files.app.workspace })).entries).toMatchObject([
      ...[{ name: 'odd', type: 'other' }, { name: 'plain' }],
    ]);
    expect(readdirSync(files.app.workspace).sort()).toEqual(['odd', 'plain']);
  });

  it('the kernel’s own files are not read, even where the policy lists everything', async () => {
    await files.app.setPolicy(FREE_POLICY.replaceAll('"WORKSPACE/**"', '"/**"'));
    symlinkSync('/proc/self/environ', at('environ'));
    symlinkSync('/proc/self/root', at('root'));
    symlinkSync('/dev/fd/0', at('fd'));
    const denied = ['/proc/self/environ', '/proc/self/root/proc/version', '/proc/1/mem', '/sys/kernel/notes'];
    for (const path of [...denied, at('environ'), at('root/proc/self/status')]) {
      const value = await files.value('read_file', { path });
      expect([path, value.success]).toEqual([path, false]);
    }
    for (const path of ['/dev/null', '/dev/zero', '/dev/fd/0', at('fd')]) {
      const { success } = await files.value('read_file', { path });
      expect([path, success]).toEqual([path, false]);
    }
    for (const path of ['/proc/self/oom_score_adj', '/dev/null']) {
      const { success } = await files.value('write_file', { path, content: '0' });
      expect([path, success]).toEqual([path, false]);
    }
  });
});

describe('a file with a second name outside the scope', () => {
  it('is not changed by any tool that writes; where the policy asks instead, the other name keeps what it held', async () => {
    mkdirSync(at('../outside'));
    writeFileSync(at('../outside/victim'), 'keep me');
    linkSync(at('../outside/victim'), at('here'));
    for (const [tool, args] of [
      ['write_file', { path: at('here'), content: 'x' }],
      ['write_file', { path: at('here'), content: 'x', mode: 'append' }],
      ['replace_in_file', { path: at('here'), old_text: 'keep', new_text: 'lose' }],
      ['upload_file', { path: at('here'), chunk_data: 'eA==', is_last: true }],
    ] as const) {
      expect([tool, await files.value(tool, args)]).toMatchObject([tool, { code: 'POLICY_DENIED' }]);
    }
    await files.app.setPolicy(`${FREE_POLICY}  hard_links: ask\n`);
    const answer = files.value('write_file', { path: at('here'), content: 'new' });
    await files.approve();
    expect(await answer).toMatchObject({ success: true });
    expect([readFileSync(at('here'), 'utf8'), readFileSync(at('../outside/victim'), 'utf8')]).toEqual([
      'new',
      'keep me',
    ]);
  });

  it('that it got while the card waited is drift', async () => {
    await files.app.setPolicy('version: 1\npaths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }\n');
    writeFileSync(at('here'), 'old');
    const answer = files.value('write_file', { path: at('here'), content: 'new' });
    const card = await files.app.nextCard();
    linkSync(at('here'), at('second'));
    await files.app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect(await answer).toMatchObject({ code: 'PLAN_DRIFT' });
    expect(readFileSync(at('second'), 'utf8')).toBe('old');
  });
});

describe.skipIf(process.platform !== 'linux')('names and contents that are no text', () => {
  const raw = (name: string): Buffer =>
    Buffer.concat([Buffer.from(`${files.app.workspace}/`), Buffer.from(name, 'latin1')]);

  it('are listed and skipped, and taken for nothing else', async () => {
    writeFileSync(raw('caf\xe9.txt'), 'needle');
    writeFileSync(at('plain'), 'needle');
    const listed = await files.value('list_directory', { path: files.app.workspace });
    expect(listed).toMatchObject({ total_count: 2, truncated: false });
    expect(listed.entries).toMatchObject([{ name: 'caf\ufffd.txt', type: 'file', size_bytes: 6 }, { name: 'plain' }]);
    expect(await files.value('read_file', { path: at('caf\ufffd.txt') })).toMatchObject({ code: 'FILE_NOT_FOUND' });
    const found = await files.value('search_text', { path: files.app.workspace, text: 'needle' });
    expect(found).toMatchObject({ matches: [{ path: 'plain' }], files_skipped: 1 });
  });

  it('do not hide what the policy blocks from a move or a removal of what holds them', async () => {
    mkdirSync(Buffer.concat([raw('d'), Buffer.from('/\xff/deep', 'latin1')]), { recursive: true });
    writeFileSync(Buffer.concat([raw('d'), Buffer.from('/\xff/deep/.env', 'latin1')]), 'KEY=1');
    expect(await files.value('move_file', { source: at('d'), destination: at('e') })).toMatchObject({ success: false });
    expect(await files.value('delete_file', { path: at('d'), recursive: true })).toMatchObject({ success: false });
    expect(readdirSync(files.app.workspace)).toEqual(['d']);
  });

  it('come as base64 and go back byte for byte; half a character at a cut is left for the next piece', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x80, 0x0a]);
    writeFileSync(at('b'), bytes);
    const read = await files.value('read_file', { path: at('b') });
    expect(read).toMatchObject({ is_binary: true, encoding: 'base64' });
    await files.value('write_file', { path: at('c'), content: read.content, encoding: 'base64' });
    expect(readFileSync(at('c')).equals(bytes)).toBe(true);
    expect(await files.value('write_file', { path: at('c'), content: 'a\ud800' })).toMatchObject({ code: 'BAD_INPUT' });
    writeFileSync(at('u'), 'aé€');
    expect(await files.value('read_file', { path: at('u'), limit: 5 })).toMatchObject({
      ...{ content: 'aé', bytes_read: 3, next_offset: 3, is_binary: false },
    });
  });
});

describe.skipIf(!mounts)('a disk that takes nothing (needs root on Linux, to mount one)', () => {
  const policyFor = (folder: string): string =>
    FREE_POLICY.replaceAll('"WORKSPACE/**"', `"WORKSPACE/**", "${folder}/**"`);
  const trying = (folder: string): readonly (readonly [string, object])[] => [
    ['write_file', { path: join(folder, 'old'), content: 'y'.repeat(100_000) }],
    ['write_file', { path: join(folder, 'old'), content: 'y'.repeat(100_000), mode: 'append' }],
    ['write_file', { path: join(folder, 'fresh/folder/new'), content: 'y'.repeat(100_000), create_parents: true }],
    ['replace_in_file', { path: join(folder, 'old'), old_text: 'old', new_text: 'y'.repeat(100_000) }],
    ['upload_file', { path: join(folder, 'new'), chunk_data: 'eXl5'.repeat(30_000), is_last: true }],
  ];

  it('is a refusal that says so when it is full, and everything is as it was', async () => {
    using disk = new TinyDisk(512 * 1024);
    await files.app.setPolicy(policyFor(disk.folder));
    writeFileSync(join(disk.folder, 'old'), 'old');
    await disk.fill(8192);
    for (const [tool, args] of trying(disk.folder)) {
      const value = await files.value(tool, { ...args });
      expect([tool, value]).toMatchObject([tool, { code: 'FILE_WRITE_FAILED' }]);
      expect(value.message).toContain('no room');
    }
    expect(readdirSync(disk.folder).sort()).toEqual(['filler', 'old']);
    expect(readFileSync(join(disk.folder, 'old'), 'utf8')).toBe('old');
    await disk.empty();
    expect(await files.value('write_file', { path: join(disk.folder, 'old'), content: 'new' })).toMatchObject({
      success: true,
    });
  });

  it('is a refusal when it can only be read, and reading goes on', async () => {
    using disk = new TinyDisk(512 * 1024);
    await files.app.setPolicy(policyFor(disk.folder));
    writeFileSync(join(disk.folder, 'old'), 'old');
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
    const moves = [
      ['move_file', { source: join(disk.folder, 'old'), destination: join(disk.folder, 'new') }],
      ['delete_file', { path: join(disk.folder, 'old') }],
      ['make_directory', { path: join(disk.folder, 'made') }],
    ] as const;
    for (const [tool, args] of [...trying(disk.folder), ...moves]) {
      const value = await files.value(tool, { ...args });
      expect([tool, value]).toMatchObject([tool, { code: 'FILE_WRITE_FAILED' }]);
      expect(value.message).toContain('only be read');
    }
    expect(await files.value('read_file', { path: join(disk.folder, 'old') })).toMatchObject({ content: 'old' });
  });

  it('of Countersign’s own refuses a piece of an upload, and the transfer is over', async () => {
    const folder = join(files.app.dataDir, 'transfers');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=65536', 'tmpfs', folder]);
    try {
      const first = await files.value('upload_file', { path: at('up'), chunk_data: 'eXl5' });
      const { transfer_id } = first;
      const next = { path: at('up'), chunk_data: 'eXl5'.repeat(30_000), chunk_offset: 3, transfer_id };
      expect(await files.value('upload_file', next)).toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect(await files.value('upload_file', next)).toMatchObject({ code: 'UNKNOWN_TRANSFER' });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});

describe.skipIf(process.platform === 'win32')('a folder that this user may not write in', () => {
  it.skipIf(isRoot)('is a refusal, and nothing is left in it', async () => {
    mkdirSync(at('fixed'));
    writeFileSync(at('fixed/old'), 'old');
    chmodSync(at('fixed'), 0o555);
    for (const [tool, args] of [
      ['write_file', { path: at('fixed/old'), content: 'x' }],
      ['write_file', { path: at('fixed/new'), content: 'x' }],
      ['delete_file', { path: at('fixed/old') }],
      ['make_directory', { path: at('fixed/d') }],
    ] as const) {
      expect([tool, await files.value(tool, args)]).toMatchObject([tool, { code: 'FILE_UNUSABLE' }]);
    }
    expect(readdirSync(at('fixed'))).toEqual(['old']);
    chmodSync(at('fixed'), 0o755);
  });
});
