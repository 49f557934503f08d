import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditRecord, canonicalJson, type Refused } from '#shared/model/index.ts';
import { FailingDisk } from '../testing/failing-disk.ts';
import { note, TestAudit } from '../testing/test-audit.ts';
import type { AuditLog } from './audit-log.ts';
import { verifyAudit } from './verify-audit.ts';

const refusedCode = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'taken',
    (error: Refused) => error.refusal.code,
  );
const appendDurably = async (log: AuditLog, text: string): Promise<void> => (await log.append(note(text))).durable();
const sound = { integrity: 'ok', completeness: 'ok', first_bad: null, problem: null };

describe('the audit log', () => {
  it('writes each record as the canonical JSON of a record whose hash covers the other four fields', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(5);
    const records = (await audit.lines()).map((line) => {
      const record = AuditRecord.parse(JSON.parse(line));
      expect(canonicalJson(record)).toBe(line);
      return record;
    });
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    let before = '0'.repeat(64);
    for (const { seq, at, body, prev, hash } of records) {
      expect(prev).toBe(before);
      expect(hash).toBe(createHash('sha256').update(canonicalJson({ seq, at, body, prev })).digest('hex'));
      before = hash;
    }
  });

  it('keeps the order and the chain of 1,000 concurrent appends', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    const appended = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const { record, durable } = await log.append(note(`${index}`));
        if (index % 3 === 0) await durable();
        return record;
      }),
    );
    expect(appended.map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(appended.map(({ body }) => body)).toEqual(Array.from({ length: 1000 }, (_, index) => note(`${index}`)));
    await log.close();
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 1000 });
  });

  it('syncs once for four records of which the third must be durable', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await log.append(note('requested'));
    await log.append(note('decided'));
    await appendDurably(log, 'started');
    await log.append(note('finished'));
    expect(disk.syncs).toBe(1);
  });

  it('syncs many waiting records at once', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await Promise.all(Array.from({ length: 100 }, (_, index) => appendDurably(log, `${index}`)));
    expect(disk.syncs).toBeLessThan(5);
    expect(disk.appends).toBeLessThan(5);
  });

  it('syncs what nobody waits for within 50 ms', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await log.append(note('a'));
    const synced = disk.nextSync();
    expect(disk.syncs).toBe(0);
    audit.clock.advance(50);
    await synced;
    expect(disk.syncs).toBe(1);
  });

  it('begins a new file when one is full, and the chain goes on in it', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(40, 1500);
    await audit.fill(40, 1500);
    expect((await readFile(audit.path(2), 'utf8')).length).toBeGreaterThan(0);
    expect((await readFile(audit.path(9), 'utf8')).length).toBeGreaterThan(0);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 80 });
  });

  it('writes files that only this user can read', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(1);
    for (const path of [audit.path(), join(audit.folder, 'heads')]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('redacts before it writes, and tells listeners what it wrote', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    const heard: AuditRecord[] = [];
    log.onAppended((record) => heard.push(record));
    await log.append({
      type: 'house',
      event: 'client-added',
      detail: { token: 'hunter2', note: `ghp_${'a1'.repeat(18)}` },
    });
    expect(heard.map(({ body }) => body)).toEqual([
      { type: 'house', event: 'client-added', detail: { token: '•••(token)', note: '•••(github token)' } },
    ]);
    expect((await audit.lines()).map((line) => JSON.parse(line))).toEqual(heard);
  });

  it('goes on when somebody who listens fails', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    log.onAppended(() => {
      throw new Error('listener');
    });
    await appendDurably(log, 'a');
    await appendDurably(log, 'b');
    expect(await audit.lines()).toHaveLength(2);
  });

  it('takes nothing after it was closed', async () => {
    await using audit = await TestAudit.make();
    const log = await audit.open();
    await log.close();
    expect(await refusedCode(log.append(note('late')))).toBe('RECORDS_UNAVAILABLE');
  });
});

describe('the audit log on a failing disk', () => {
  it.each(['ENOSPC', 'EIO', 'EROFS', 'EBADF'])(
    'refuses the record whose write fails with %s, and all after it',
    async (code) => {
      await using audit = await TestAudit.make();
      const disk = new FailingDisk();
      const log = await audit.open({ disk });
      await appendDurably(log, 'good');
      disk.failAppends = { code, partBytes: 37 };
      const together = ['x', 'y', 'z'].map((text) => refusedCode(log.append(note(text))));
      expect(await Promise.all(together)).toEqual(Array(3).fill('RECORDS_UNAVAILABLE'));
      disk.failAppends = undefined;
      expect(await refusedCode(log.append(note('too soon')))).toBe('RECORDS_UNAVAILABLE');
      expect(log.failure).toMatchObject({ code });

      audit.clock.advance(1000);
      await appendDurably(log, 'mended');
      expect(log.failure).toBeUndefined();
      await log.close();
      expect((await audit.lines()).map((line) => JSON.parse(line).body.detail.text)).toEqual(['good', 'mended']);
      expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 2 });
    },
  );

  it('refuses who waits for a sync that fails, and loses no record that it took', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await appendDurably(log, 'on disk');
    await log.append(note('taken'));
    disk.failSyncs = { code: 'EIO' };
    expect(await refusedCode(appendDurably(log, 'waits'))).toBe('RECORDS_UNAVAILABLE');
    expect(await refusedCode(log.append(note('after')))).toBe('RECORDS_UNAVAILABLE');
    // The file lost what the failed sync was to bring to disk.
    const durableBytes = (await audit.lines())[0]?.length ?? 0;
    await truncate(audit.path(), durableBytes + 1);

    disk.failSyncs = undefined;
    audit.clock.advance(1000);
    await appendDurably(log, 'mended');
    await log.close();
    const texts = (await audit.lines()).map((line) => JSON.parse(line).body.detail.text);
    expect(texts).toEqual(['on disk', 'taken', 'waits', 'mended']);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 4 });
  });

  it('tries to repair itself at most once a second', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await appendDurably(log, 'good');
    disk.failAppends = { code: 'ENOSPC', partBytes: 0 };
    await refusedCode(log.append(note('x')));
    let tries = 0;
    disk.failOpens = { code: 'ENOSPC' };
    for (let step = 0; step < 30; step += 1) {
      audit.clock.advance(100);
      const before = log.failure;
      await Promise.all([refusedCode(log.append(note('y'))), refusedCode(log.append(note('z')))]);
      if (log.failure !== before) tries += 1;
    }
    expect(tries).toBe(3);
  });

  it('keeps refusing on a device that is really full', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const full = new FailingDisk();
    const log = await audit.open({
      disk: Object.assign(full, {
        openFile: async (path: string, how: Parameters<typeof disk.openFile>[1]) => {
          await (await disk.openFile(path, how)).close();
          const { open } = await import('node:fs/promises');
          const handle = await open('/dev/full', 'a');
          return {
            append: async (bytes: Uint8Array) => void (await handle.write(bytes)),
            sync: () => handle.datasync(),
            close: () => handle.close(),
          };
        },
      }),
    });
    expect(await refusedCode(log.append(note('x')))).toBe('RECORDS_UNAVAILABLE');
    expect(log.failure).toMatchObject({ code: 'ENOSPC' });
    audit.clock.advance(5000);
    await expect(log.append(note('y')).then(({ durable }) => durable())).rejects.toThrow('cannot be written');
    expect(await audit.lines()).toEqual([]);
  });

  it('opens on a disk that cannot be written, and refuses until it can', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(3);
    const disk = new FailingDisk();
    disk.failOpens = { code: 'EROFS' };
    const log = await audit.open({ disk });
    expect(await refusedCode(log.append(note('x')))).toBe('RECORDS_UNAVAILABLE');
    disk.failOpens = undefined;
    audit.clock.advance(1000);
    await appendDurably(log, 'mended');
    await log.close();
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 4 });
  });

  it('goes on in a new file when its own is gone, and verify says what is missing', async () => {
    await using audit = await TestAudit.make();
    const disk = new FailingDisk();
    const log = await audit.open({ disk });
    await appendDurably(log, 'one');
    await appendDurably(log, 'two');
    disk.failAppends = { code: 'EIO', partBytes: 3 };
    await refusedCode(log.append(note('x')));
    disk.failAppends = undefined;
    await rename(audit.path(), join(audit.folder, 'moved-away'));
    audit.clock.advance(1000);
    await appendDurably(log, 'three');
    await log.close();
    expect(await verifyAudit([audit.folder])).toMatchObject({
      integrity: 'broken',
      first_bad: 1,
      problem: 'Records 1 to 2 are missing: record 3 follows nothing.',
    });
  });
});

describe('opening an audit log', () => {
  it('cuts off a torn last line, wherever it was torn, and goes on', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(3);
    const whole = await readFile(audit.path());
    const torn = Buffer.from(`${(await audit.lines())[2]}\n`);
    for (const keep of [1, 20, torn.length >> 1, torn.length - 2, torn.length - 1]) {
      await writeFile(audit.path(), Buffer.concat([whole, torn.subarray(0, keep)]));
      const log = await audit.open();
      await log.close();
      expect(await readFile(audit.path())).toEqual(whole);
    }
    await audit.fill(1);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 4 });
    expect(audit.log.lines).toContain('warn a torn last line of the audit log was cut off');
  });

  it('goes on in a file that a crash left empty', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(3);
    await writeFile(audit.path(2), '', { mode: 0o600 });
    await audit.fill(2);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 5 });
    expect((await readFile(audit.path(2), 'utf8')).split('\n')).toHaveLength(3);
  });

  it('reports a broken chain, leaves it as it is, and goes on from the last good record in a new file', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(6);
    const broken = (await readFile(audit.path(), 'utf8')).replace('fill 3', 'FILL 3');
    await writeFile(audit.path(), broken);
    const log = await audit.open();
    expect(log.problem).toContain('broken after record 3');
    const { record } = await log.append(note('after'));
    await log.close();
    expect(await readFile(audit.path(), 'utf8')).toBe(broken);
    const lines = await audit.lines();
    expect(record).toMatchObject({ seq: 7, prev: JSON.parse(lines[2] ?? '').hash });
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 4, records: 7 });

    await audit.fill(2);
    expect(await audit.lines()).toHaveLength(9);
    expect(await readFile(audit.path(2), 'utf8')).toContain('"seq":9}');
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 4, records: 9 });
  });

  it('never gives a number twice after the tail was cut, and the hole stays', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(6);
    const lines = await audit.lines();
    await writeFile(audit.path(), `${lines.slice(0, 4).join('\n')}\n`);
    const log = await audit.open();
    expect(log.problem).toContain('ends at record 4, but record 6 was there');
    expect((await log.append(note('after'))).record.seq).toBe(7);
    await log.close();
    expect(await verifyAudit([audit.folder])).toMatchObject({
      integrity: 'broken',
      first_bad: 5,
      problem: 'Records 5 to 6 are missing: record 7 follows 4.',
    });
  });

  it('notices a last record that was written anew', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    const lines = await audit.lines();
    await using forger = await TestAudit.make();
    await writeFile(forger.path(), `${lines[0]}\n`);
    await forger.fill(1);
    await writeFile(audit.path(), await readFile(forger.path()));
    const log = await audit.open();
    expect(log.problem).toContain('Record 2 of the audit log is not the one that was signed');
    await appendDurably(log, 'after');
    await log.close();
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'broken', first_bad: 2 });
  });

  it('neither reads nor writes through a link, and leaves it alone', async () => {
    await using audit = await TestAudit.make();
    const elsewhere = join(audit.folder, 'elsewhere');
    await writeFile(elsewhere, 'precious');
    await symlink(elsewhere, audit.path(1));
    await symlink('/dev/zero', audit.path(2));
    await symlink('/dev/zero', join(audit.folder, 'heads'));
    const log = await audit.open();
    await appendDurably(log, 'x');
    await log.close();
    expect(await readFile(elsewhere, 'utf8')).toBe('precious');
    expect(await readFile(audit.path(3), 'utf8')).toContain('"seq":1}');
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'ok', completeness: 'unknown', records: 1 });
    expect(audit.log.lines.filter((line) => line.includes('head'))).toHaveLength(2);
  });

  it('signs what a killed host left without a head', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    await rm(join(audit.folder, 'heads'));
    expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'ok', completeness: 'unknown' });
    await (await audit.open()).close();
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 2 });
  });

  it('mends heads that a crash left torn', async () => {
    await using audit = await TestAudit.make();
    await audit.fill(2);
    await appendFile(join(audit.folder, 'heads'), '{"at":"20');
    await audit.fill(1);
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 3 });
  });

  it('leaves alone what is not its own', async () => {
    await using audit = await TestAudit.make();
    await mkdir(join(audit.folder, '000002.jsonl.d'));
    await writeFile(join(audit.folder, 'notes.jsonl'), 'mine');
    await audit.fill(2);
    expect(await readFile(join(audit.folder, 'notes.jsonl'), 'utf8')).toBe('mine');
    expect(await verifyAudit([audit.folder])).toEqual({ ...sound, records: 2 });
  });
});
