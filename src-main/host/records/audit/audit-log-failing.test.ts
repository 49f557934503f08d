import { rename, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FailingDisk } from '../testing/failing-disk.ts';
import { appendDurably, note, refusedCode, sound, TestAudit } from '../testing/test-audit.ts';
import { verifyAudit } from './verify-audit.ts';

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
